#pragma once

#include <cstddef>
#include <cstdint>
#include <opencv2/core.hpp>

#include "mien/core/image.h"

namespace mien::media {

/// The pixels of a picture as OpenCV's type, for reading only (OpenCV has no such type).
inline cv::Mat matrix_of(const Image& image) {
  return {image.height(), image.width(), CV_8UC3, const_cast<std::uint8_t*>(image.row(0)),
          static_cast<std::size_t>(image.stride())};
}

/// The pixels of an owned picture as OpenCV's type, for writing.
inline cv::Mat mutable_matrix_of(Image& image) {
  return {image.height(), image.width(), CV_8UC3, image.mutable_row(0),
          static_cast<std::size_t>(image.stride())};
}

}  // namespace mien::media
