#pragma once

#include <httplib.h>

#include <atomic>

#include "serve/gatekeeper.h"
#include "serve/service.h"

namespace mien::serve {

/// The HTTP side of the server: connections, and the way of a request to its end point and back.
class Listener final : public httplib::Server {
 public:
  /// @param routes, gate, service must live as long as this
  Listener(const std::vector<Route>& routes, const Gatekeeper& gate, Service& service);

  /// @throws Error (ErrorCode::usage) if the address cannot be had
  /// @return the port
  int bind(const std::string& address, int port);

 private:
  bool process_and_close_socket(socket_t socket) override;
  void answer(const httplib::Request& request, httplib::Response& response, BodyReader body) const;
  void refuse(const httplib::Request& request, httplib::Response& response,
              const class Problem& problem) const;

  const Gatekeeper& gate_;
  Service& service_;
};

}  // namespace mien::serve
