#pragma once

#include "mien/core/image.h"
#include "pixels/grey.h"

namespace mien::pixels {

/// What the pixels of both pictures have in common.
enum class Positions {
  centres,  ///< the middles of pixels, as OpenCV's INTER_LINEAR has it
  areas,    ///< their upper left corners: INTER_AREA where a side grows
};

/// A picture of another size, each pixel between its four neighbours: the bytes of OpenCV, which
/// weighs neighbours in 2048ths.
/// @param size at least 1x1
[[nodiscard]] Image linear_resized(const Image& picture, Size size, Positions positions);
[[nodiscard]] Grey linear_resized(const Grey& picture, Size size, Positions positions);

}  // namespace mien::pixels
