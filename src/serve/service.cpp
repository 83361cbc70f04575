#include "serve/service.h"

#include <fmt/format.h>

#include <utility>

#include "serve/problem.h"

namespace mien::serve {

Service::Service(ServeOptions wanted)
    : options(std::move(wanted)),
      networks(options),
      bodies(options.limits.bodies),
      batcher(networks, options, metrics),
      live(options.limits.cameras, options.limits.camera_idle) {
  if (!options.gallery.empty()) {
    gallery = std::make_unique<GalleryKeeper>(options.gallery, networks.identity_model());
  }
  metrics.add_models(networks.models());
}

std::vector<std::future<ImageResult>> answered(std::vector<std::future<ImageResult>> answers,
                                               std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  for (const std::future<ImageResult>& answer : answers) {
    if (answer.wait_until(until) == std::future_status::ready) continue;
    throw busy(fmt::format("expected an answer within {} s, found none",
                           std::chrono::duration_cast<std::chrono::seconds>(limit).count()));
  }
  return answers;
}

}  // namespace mien::serve
