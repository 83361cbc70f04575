#include "serve/endpoints/endpoints.h"
#include "serve/problem.h"

namespace mien::serve {

std::vector<Route> health_routes(Service& service) {
  const Route live = {.method = "GET",
                      .pattern = "/health/live",
                      .role = Role::anyone,
                      .work = false,
                      .answer = [](const Call&) { return Reply{.body = "{\"live\":true}\n"}; }};
  const Route ready = {.method = "GET",
                       .pattern = "/health/ready",
                       .role = Role::anyone,
                       .work = false,
                       .answer = [&service](const Call&) {
                         if (service.ending) throw busy("the server is about to end");
                         return Reply{.body = "{\"ready\":true}\n"};
                       }};
  return {live, ready};
}

}  // namespace mien::serve
