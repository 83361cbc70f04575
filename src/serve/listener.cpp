#include "serve/listener.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "core/console.h"
#include "core/printable.h"
#include "mien/core/error.h"
#include "serve/connections/connection.h"
#include "serve/connections/connection_queue.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

constexpr int backlog = 256;  // connections that the system keeps until they are taken

/// The answer for a connection above the limit; its request is not read.
std::string turned_away() {
  const std::string body = problem_json(busy("too many connections: expected to be asked later"));
  return fmt::format(
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
      "Cache-Control: no-store\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
      body.size(), body);
}

/// The pattern of a route as a regular expression of paths.
std::string expression_of(std::string_view pattern) {
  std::string expression;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    for (const char c : pattern.substr(0, open)) {
      if (c == '.') expression += '\\';
      expression += c;
    }
    if (open == std::string_view::npos) break;
    expression += "[^/]+";
    pattern.remove_prefix(pattern.find('}') + 1);
  }
  return expression;
}

BodyReader body_reader(const httplib::ContentReader& reader) {
  return {.whole =
              [&reader](const BodyReader::Receiver& receive) {
                return reader([&](const char* data, std::size_t size) {
                  return receive(std::string_view(data, size));
                });
              },
          .parts =
              [&reader](const std::function<bool(const PartHeader&)>& begin,
                        const BodyReader::Receiver& receive) {
                return reader(
                    [&](const httplib::MultipartFormData& part) {
                      return begin({part.name, part.filename, part.content_type});
                    },
                    [&](const char* data, std::size_t size) {
                      return receive(std::string_view(data, size));
                    });
              }};
}

/// What every answer says: it is to be stored nowhere, and is no more than it says it is.
httplib::Headers common_headers() {
  return {{"Cache-Control", "no-store"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"X-Frame-Options", "DENY"}};
}

/// The next piece of an answer; nothing if it cannot be had, after which the connection is closed.
std::optional<std::string> next_piece(const ReplySource& source, std::size_t offset) {
  try {
    return source.next(offset);
  } catch (const std::exception& error) {
    say(fmt::format("mien: unexpected: {}\n", printable(error.what())));
    return std::nullopt;
  }
}

void send_pieces(httplib::Response& response, ReplySource source, const std::string& type) {
  const auto shared = std::make_shared<const ReplySource>(std::move(source));
  if (shared->length) {
    response.set_content_provider(
        *shared->length, type, [shared](std::size_t offset, std::size_t, httplib::DataSink& sink) {
          const std::optional<std::string> piece = next_piece(*shared, offset);
          return piece && !piece->empty() && sink.write(piece->data(), piece->size());
        });
    return;
  }
  response.set_chunked_content_provider(
      type, [shared](std::size_t offset, httplib::DataSink& sink) {
        const std::optional<std::string> piece = next_piece(*shared, offset);
        if (!piece) return false;
        if (!piece->empty()) return sink.write(piece->data(), piece->size());
        sink.done();
        return true;
      });
}

}  // namespace

Listener::Listener(const std::vector<Route>& routes, const Gatekeeper& gate, Service& service)
    : gate_(gate), service_(service) {
  set_default_headers(common_headers());
  // The gatekeeper has the limit of each route.
  set_payload_max_length(std::max(service.options.limits.body, service.options.limits.clip));
  set_keep_alive_max_count(static_cast<std::size_t>(service.options.limits.requests));
  new_task_queue = [most = service.options.limits.connections] {
    return new ConnectionQueue(most);
  };
  set_socket_options([](socket_t socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    try {
      static_cast<void>(gate_.admit(request));
      return HandlerResponse::Unhandled;
    } catch (const Problem& problem) {
      refuse(request, response, problem);
      const Route* const route = gate_.find(request);
      service_.metrics.count_request(route == nullptr ? "other" : route->method,
                                     route == nullptr ? "other" : route->pattern, problem.status(),
                                     0);
      return HandlerResponse::Handled;
    }
  });
  // A client that asks before it sends its body is told no before it does.
  set_expect_100_continue_handler(
      [this](const httplib::Request& request, httplib::Response& response) {
        try {
          static_cast<void>(gate_.admit(request));
          return 100;
        } catch (const Problem& problem) {
          refuse(request, response, problem);
          return problem.status();
        }
      });
  set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.status < 400) return;
    // A part of the body may be unread: the connection is closed after this.
    response.headers.erase("Connection");
    response.headers.erase("Keep-Alive");
    response.set_header("Connection", "close");
  });
  set_error_handler([this](const httplib::Request& request, httplib::Response& response) {
    // What the library itself refuses has no body yet.
    if (!response.body.empty()) return;
    refuse(request, response,
           Problem(response.status, "request", "expected a well-formed request of HTTP"));
  });
  for (const Route& route : routes) {
    const std::string expression = expression_of(route.pattern);
    const auto with_body = [this](const httplib::Request& request, httplib::Response& response,
                                  const httplib::ContentReader& reader) {
      answer(request, response, body_reader(reader));
    };
    if (route.method == "GET") {
      Get(expression, [this](const httplib::Request& request, httplib::Response& response) {
        answer(request, response, {});
      });
    } else if (route.method == "POST") {
      Post(expression, with_body);
    } else if (route.method == "PUT") {
      Put(expression, with_body);
    } else {
      Delete(expression, with_body);
    }
  }
}

int Listener::bind(const std::string& address, int port) {
  const int bound =
      port == 0 ? bind_to_any_port(address) : (bind_to_port(address, port) ? port : -1);
  if (bound < 0) {
    throw Error(ErrorCode::usage,
                fmt::format("--listen: expected an address of this machine with a free port, found "
                            "{}:{}, which cannot be had",
                            address, port));
  }
  // The library asks for five.
  ::listen(svr_sock_, backlog);
  return bound;
}

void Listener::refuse(const httplib::Request& request, httplib::Response& response,
                      const Problem& problem) const {
  response.status = problem.status();
  if (problem.status() == 503) response.set_header("Retry-After", "1");
  if (problem.status() == 401) response.set_header("WWW-Authenticate", "Bearer");
  const bool inference = request.path == "/v2" || request.path.starts_with("/v2/");
  response.set_content(inference ? inference_problem_json(problem) : problem_json(problem),
                       "application/json");
}

void Listener::answer(const httplib::Request& request, httplib::Response& response,
                      BodyReader body) const {
  const auto start = std::chrono::steady_clock::now();
  const Route& route = *gate_.find(request);
  try {
    Call call{.method = request.method,
              .path = request.path,
              .query = {request.params.begin(), request.params.end()},
              .captures = *match_path(route.pattern, request.path),
              .type = request.get_header_value("Content-Type"),
              .accept = request.get_header_value("Accept"),
              .length = request.get_header_value<std::uint64_t>("Content-Length"),
              .body = std::move(body)};
    Reply reply = route.answer(call);
    response.status = reply.status;
    for (const auto& [name, value] : reply.headers) response.set_header(name, value);
    if (reply.source) {
      send_pieces(response, std::move(*reply.source), reply.type);
    } else {
      response.set_content(reply.body, reply.type);
    }
  } catch (const Problem& problem) {
    refuse(request, response, problem);
  } catch (const Error& error) {
    const Problem problem = problem_of(error);
    if (problem.status() == 500) say(fmt::format("mien: {}\n", printable(error.what())));
    refuse(request, response, problem);
  } catch (const std::bad_alloc&) {
    refuse(request, response, busy("not enough memory"));
  } catch (const std::exception& error) {
    say(fmt::format("mien: unexpected: {}\n", printable(error.what())));
    refuse(request, response, Problem(500, "server", "the server failed; its log says more"));
  }
  const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
  service_.metrics.count_request(route.method, route.pattern, response.status, passed.count());
}

bool Listener::process_and_close_socket(socket_t socket) {
  if (ConnectionQueue::turning_away()) {
    const std::string text = turned_away();
    static_cast<void>(::send(socket, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
    ::shutdown(socket, SHUT_RDWR);
    ::close(socket);
    return false;
  }
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Connection connection(socket, service_.options.limits, service_.ending);
  const int most = service_.options.limits.requests;
  for (int i = 1; i <= most && connection.wait_for_request(); ++i) {
    const bool last = i == most || service_.ending;
    bool closed = false;
    const bool answered = process_request(connection, last, closed, [&](httplib::Request& request) {
      const Route* const route = gate_.find(request);
      if (route != nullptr && route->clip) {
        connection.expect_long_body(service_.options.limits.clip);
      }
      // A list of overlapping ranges would make a large answer of a small one.
      request.ranges.clear();
    });
    if (!answered || closed || last || connection.failed()) break;
  }
  return true;
}

}  // namespace mien::serve
