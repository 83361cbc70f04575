#pragma once

#include <cstdint>
#include <vector>

#include "mien/core/face.h"

namespace mien {

/// A face of a frame and whose it is.
struct TrackedFace {
  int track = 0;         ///< the person's number in this clip, from 1, in order of appearance
  bool detected = true;  ///< false: the box was followed from an earlier frame, not detected here
  Face face;  ///< with this frame's attributes, smoothed over the track where they were asked to be
};

/// The faces of one frame.
struct FrameFaces {
  std::int64_t index = 0;  ///< of the frame
  double seconds = 0;      ///< time of the frame
  std::vector<TrackedFace> faces;
};

}  // namespace mien
