#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "serve/batcher.h"
#include "serve/body_budget.h"
#include "serve/call.h"
#include "serve/clips/clip_jobs.h"
#include "serve/gallery_keeper.h"
#include "serve/inference/loaded_models.h"
#include "serve/live_sessions.h"
#include "serve/metrics.h"
#include "serve/networks.h"
#include "serve/options.h"

namespace mien::serve {

/// What the end points share. It lives as long as the server.
struct Service {
  explicit Service(ServeOptions requested);

  const ServeOptions options;
  Metrics metrics;
  const Networks networks;
  LoadedModels loaded;
  BodyBudget bodies;
  Batcher batcher;
  std::unique_ptr<GalleryKeeper> gallery;  ///< null: nobody is known by name
  LiveSessions live;
  std::unique_ptr<ClipJobs> clips;   ///< null: none are taken
  std::atomic<bool> ending = false;  ///< no new work is taken, what was taken is finished
};

}  // namespace mien::serve
