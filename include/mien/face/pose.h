#pragma once

#include "mien/core/face.h"

namespace mien {

/// How a head is turned, as its five landmarks tell: a regression that was fitted on photos
/// (docs/guides/identity.md has its convention and errors). Roll is the slope of the line through
/// the eyes. All are 0 for landmarks that are in one place.
[[nodiscard]] Pose pose_of(const Landmarks& landmarks);

}  // namespace mien
