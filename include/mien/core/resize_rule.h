#pragma once

namespace mien {

/// How to compute a pixel of a resized picture.
enum class ResizeRule {
  bilinear,   ///< four neighbours, pixel centres aligned (OpenCV INTER_LINEAR)
  area,       ///< mean over the source area; for shrinking (OpenCV INTER_AREA)
  antialias,  ///< bilinear with a filter that widens as a picture shrinks (Pillow BILINEAR)
};

}  // namespace mien
