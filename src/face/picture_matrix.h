#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>

#include "mien/core/image.h"

namespace mien {

/// The picture's pixels for OpenCV, which does not write to them.
[[nodiscard]] inline cv::Mat3b as_matrix(const Image& image) {
  auto* pixels = const_cast<std::uint8_t*>(image.row(0));
  return {image.height(), image.width(), reinterpret_cast<cv::Vec3b*>(pixels),
          static_cast<std::size_t>(image.stride())};
}

}  // namespace mien
