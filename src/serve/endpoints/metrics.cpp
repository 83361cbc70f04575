#include "serve/endpoints/endpoints.h"

namespace mien::serve {

Route metrics_route(Service& service) {
  return {.method = "GET", .pattern = "/metrics", .work = false, .answer = [&service](const Call&) {
            return Reply{.type = "text/plain; version=0.0.4; charset=utf-8",
                         .body = service.metrics.text()};
          }};
}

}  // namespace mien::serve
