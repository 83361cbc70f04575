#pragma once

#include <span>

#include "mien/core/geometry.h"
#include "mien/core/image.h"

namespace mien {

/// A copy of the picture in which faces cannot be recognised. Each box is widened by a fifth on
/// every side. It keeps no more than the mean colours of six by six fields, which are blended into
/// one another. Boxes may reach beyond the picture; one that is not finite hides the whole picture,
/// since nobody knows where that face is.
/// @throws Error (ErrorCode::input) if the picture is empty
[[nodiscard]] Image blurred(const Image& picture, std::span<const Box> faces);

}  // namespace mien
