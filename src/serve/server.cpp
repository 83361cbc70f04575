#include "serve/server.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "mien/core/error.h"
#include "serve/endpoints/endpoints.h"
#include "serve/gatekeeper.h"
#include "serve/listener.h"
#include "serve/service.h"

namespace mien::serve {

namespace {

/// Names are not looked up: that would take a connection to somewhere else.
std::string numeric(const std::string& address) {
  std::string name = address == "localhost" ? "127.0.0.1" : address;
  in6_addr parsed{};
  if (::inet_pton(AF_INET, name.c_str(), &parsed) == 1) return name;
  if (::inet_pton(AF_INET6, name.c_str(), &parsed) == 1) return name;
  throw Error(ErrorCode::usage,
              fmt::format("--listen: expected a numeric address such as 127.0.0.1 or ::1, found {}",
                          address));
}

ServeOptions checked(ServeOptions options) {
  options.address = numeric(options.address);
  return options;
}

std::vector<Route> routes_of(Service& service) {
  std::vector<Route> routes = {analyze_route(service), compare_route(service),
                               metrics_route(service), openapi_route()};
  routes.push_back(identify_route(service));
  for (auto* make : {health_routes, gallery_routes, live_routes, clip_routes, inference_routes}) {
    for (Route& route : make(service)) routes.push_back(std::move(route));
  }
  if (service.options.page) {
    for (Route& route : page_routes()) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace

struct Server::Impl {
  explicit Impl(const ServeOptions& options)
      : service(checked(options)),
        routes(routes_of(service)),
        gate(routes, service),
        listener(routes, gate, service),
        port(listener.bind(service.options.address, service.options.port)) {}

  Service service;
  std::vector<Route> routes;
  Gatekeeper gate;
  Listener listener;
  int port;
};

Server::Server(const ServeOptions& options) : impl_(std::make_unique<Impl>(options)) {}
Server::~Server() = default;

int Server::port() const { return impl_->port; }

std::string Server::address() const {
  const std::string& host = impl_->service.options.address;
  const bool six = host.find(':') != std::string::npos;
  return fmt::format("http://{}{}{}:{}/", six ? "[" : "", host, six ? "]" : "", impl_->port);
}

void Server::run() { impl_->listener.listen_after_bind(); }

bool Server::running() const { return impl_->listener.is_running(); }

void Server::end() {
  Service& service = impl_->service;
  service.ending = true;
  // Nobody could ask for their results any more.
  if (service.clips) service.clips->end();
  // Until what was taken is done, whoever asks is told that the server is about to end.
  const auto until = std::chrono::steady_clock::now() + service.options.limits.answer_time;
  while (!service.batcher.idle() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  impl_->listener.stop();
}

}  // namespace mien::serve
