#pragma once

#include "mien/core/face.h"

namespace mien {

/// The face of a detection, with what its landmarks say of its pose, and without attributes.
[[nodiscard]] Face face_of(const Detection& detection);

}  // namespace mien
