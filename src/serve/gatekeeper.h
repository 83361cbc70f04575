#pragma once

#include <httplib.h>

#include <optional>
#include <string>
#include <vector>

#include "serve/call.h"
#include "serve/service.h"
#include "serve/tokens.h"

namespace mien::serve {

/// Decides from the header of a request alone whether it is served at all, before anything of its
/// body is read.
class Gatekeeper {
 public:
  /// @param routes, service must live as long as this
  /// @throws Error (ErrorCode::usage) for a token file that is none, or an address that others can
  /// reach without tokens and without `ServeOptions::insecure`
  Gatekeeper(const std::vector<Route>& routes, const Service& service);

  /// The route of a request that may be served.
  /// @throws Problem otherwise
  [[nodiscard]] const Route& admit(const httplib::Request& request) const;

  /// The route of a request, whether or not it may be served; null for none.
  [[nodiscard]] const Route* find(const httplib::Request& request) const;

 private:
  void check_sender(const httplib::Request& request) const;
  void check_token(const httplib::Request& request, Role needed) const;
  void check_body(const httplib::Request& request, std::size_t most) const;

  const std::vector<Route>& routes_;
  const Service& service_;
  std::optional<Tokens> tokens_;
  bool this_machine_ = true;  ///< nobody else reaches the address
};

/// Whether an address is one that only programs of this machine reach.
[[nodiscard]] bool is_loopback(const std::string& address);

}  // namespace mien::serve
