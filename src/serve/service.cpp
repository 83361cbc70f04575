#include "serve/service.h"

#include <utility>

namespace mien::serve {

Service::Service(ServeOptions requested)
    : options(std::move(requested)),
      networks(options),
      loaded(options, networks),
      bodies(options.limits.bodies),
      batcher(networks, options, metrics),
      live(options.limits.cameras, options.limits.camera_idle) {
  if (!options.gallery.empty()) {
    gallery = std::make_unique<GalleryKeeper>(options.gallery, networks.identity_model());
  }
  if (options.clips) clips = std::make_unique<ClipJobs>(options);
  metrics.add_models(networks.models());
}

}  // namespace mien::serve
