#include "serve/gatekeeper.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/utf8.h"
#include "mien/core/error.h"
#include "serve/problem.h"

namespace mien::serve {

namespace {

/// A host without its port.
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_name_of_this_machine(std::string_view host) {
  const std::string_view name = without_port(host);
  return name == "localhost" || name == "[::1]" || is_loopback(std::string(name));
}

bool has_body(std::string_view method) { return method == "POST" || method == "PUT"; }

}  // namespace

bool is_loopback(const std::string& address) {
  return address == "::1" || (address.starts_with("127.") &&
                              address.find_first_not_of("0123456789.") == std::string::npos);
}

Gatekeeper::Gatekeeper(const std::vector<Route>& routes, const Service& service)
    : routes_(routes), service_(service), this_machine_(is_loopback(service.options.address)) {
  const ServeOptions& options = service.options;
  if (!options.token_file.empty()) tokens_.emplace(options.token_file);
  if (tokens_ || this_machine_ || options.insecure) return;
  throw Error(ErrorCode::usage,
              fmt::format("{}: others reach this address: expected --token-file, or --insecure to "
                          "serve anybody, found neither",
                          options.address));
}

const Route* Gatekeeper::find(const httplib::Request& request) const {
  // HEAD is GET without the body.
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  const auto route = std::ranges::find_if(routes_, [&](const Route& candidate) {
    return candidate.method == method && match_path(candidate.pattern, request.path);
  });
  return route == routes_.end() ? nullptr : &*route;
}

const Route& Gatekeeper::admit(const httplib::Request& request) const {
  check_sender(request);
  const Route* const route = find(request);
  if (route == nullptr) {
    for (const Route& candidate : routes_) {
      if (!match_path(candidate.pattern, request.path)) continue;
      throw Problem(
          405, "method",
          fmt::format("expected the method {}, found {}", candidate.method, request.method));
    }
    throw Problem(
        404, "path",
        fmt::format("expected a path of /openapi.json, found \"{}\"", to_utf8(request.path)));
  }
  check_token(request, route->role);
  check_body(request, route->clip ? service_.options.limits.clip : service_.options.limits.body);
  if (!route->work) return *route;
  if (service_.ending) throw busy("the server is about to end");
  if (service_.batcher.full()) throw busy("too many pictures wait already");
  return *route;
}

void Gatekeeper::check_sender(const httplib::Request& request) const {
  const std::string host = request.get_header_value("Host");
  // A page of the internet can give its own name this machine's address, and would then be of the
  // same origin. Its name in Host tells.
  if (this_machine_ && !tokens_ && !is_name_of_this_machine(host)) {
    throw Problem(403, "host",
                  fmt::format("Host: expected localhost or {}, found \"{}\"",
                              service_.options.address, to_utf8(host)));
  }
  if (!request.has_header("Origin")) return;
  const std::string origin = request.get_header_value("Origin");
  const std::size_t scheme = origin.find("://");
  if (scheme != std::string::npos && origin.substr(scheme + 3) == host) return;
  throw Problem(403, "origin",
                fmt::format("Origin: expected that of this server, found \"{}\"", to_utf8(origin)));
}

void Gatekeeper::check_token(const httplib::Request& request, Role needed) const {
  if (needed == Role::anyone) return;
  if (!tokens_) {
    if (needed == Role::read) return;
    throw Problem(403, "role",
                  "expected a server with --token-file, whose tokens say who may write");
  }
  constexpr std::string_view scheme = "Bearer ";
  const std::string header = request.get_header_value("Authorization");
  const std::optional<Role> role =
      header.starts_with(scheme) ? tokens_->role_of(std::string_view(header).substr(scheme.size()))
                                 : std::nullopt;
  if (!role) {
    throw Problem(401, "token", "Authorization: expected \"Bearer\" and a token that is known");
  }
  if (needed == Role::write && *role != Role::write) {
    throw Problem(403, "role", "expected a token with the role write");
  }
}

void Gatekeeper::check_body(const httplib::Request& request, std::size_t most) const {
  if (request.has_header("Transfer-Encoding")) {
    throw Problem(411, "length", "Transfer-Encoding: expected none, but a Content-Length");
  }
  const std::string encoding = request.get_header_value("Content-Encoding");
  if (!encoding.empty() && encoding != "identity") {
    // Unpacking would make a large body of a small one.
    throw Problem(415, "type",
                  fmt::format("Content-Encoding: expected none, found \"{}\"", to_utf8(encoding)));
  }
  const std::size_t lengths = request.get_header_value_count("Content-Length");
  if (lengths == 0) {
    if (has_body(request.method)) throw Problem(411, "length", "expected a Content-Length");
    return;
  }
  const std::string text = request.get_header_value("Content-Length");
  std::size_t length = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);
  if (lengths > 1 || error == std::errc::invalid_argument || stop != end) {
    throw Problem(400, "length", "Content-Length: expected one whole number");
  }
  if (!has_body(request.method) && length > 0) {
    throw Problem(400, "length", fmt::format("expected no body with {}", request.method));
  }
  if (error == std::errc::result_out_of_range || length > most) {
    throw Problem(
        413, "too_large",
        fmt::format("Content-Length: expected at most {} bytes, found {}", most, to_utf8(text)));
  }
}

}  // namespace mien::serve
