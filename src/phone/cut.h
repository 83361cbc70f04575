#pragma once

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "mien/nn/metadata.h"

namespace mien::phone {

/// `cut_face` without OpenCV, for networks that align faces by five landmarks or not at all.
/// @return an owned picture of input.width x input.height
/// @throws Error (ErrorCode::model) for another alignment, (ErrorCode::usage) if the face lacks the
/// landmarks that the rule needs
[[nodiscard]] Image cut(const Image& picture, const Detection& face, const InputSpec& input,
                        const CropSpec& rule);

}  // namespace mien::phone
