#pragma once

#include "mien/clip/summary.h"
#include "mien/core/image.h"

namespace mien::corpus {

/// What a clip shows.
struct ClipAnswer {
  ClipSummary summary;
  Size size;  ///< of its upright frames, pixels; 0 x 0 if they are unknown
};

}  // namespace mien::corpus
