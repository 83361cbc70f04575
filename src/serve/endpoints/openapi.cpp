#include <string_view>

#include "serve/endpoints/endpoints.h"

namespace mien {
extern const std::string_view serve_openapi;
}  // namespace mien

namespace mien::serve {

Route openapi_route() {
  return {.method = "GET",
          .pattern = "/openapi.json",
          .role = Role::anyone,
          .work = false,
          .answer = [](const Call&) { return Reply{.body = std::string(serve_openapi)}; }};
}

}  // namespace mien::serve
