#pragma once

#include <vector>

#include "mien/core/geometry.h"
#include "pixels/grey.h"

namespace mien {

/// How well a template fits at each place of a picture.
struct MatchMap {
  Size size;                  ///< places: sides of the picture less those of the template, plus 1
  std::vector<float> scores;  ///< -1 to 1, row after row

  [[nodiscard]] float at(int x, int y) const {
    return scores[static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) +
                  static_cast<std::size_t>(x)];
  }
};

/// Normalised cross-correlation with both means subtracted, as OpenCV's TM_CCOEFF_NORMED: 0 where
/// the picture or the template has no contrast.
/// @param picture no side shorter than the template's
[[nodiscard]] MatchMap match_template(const pixels::Grey& picture, const pixels::Grey& look);

/// The grey of a part of a picture; what lies beyond the picture's edge repeats that.
/// @param x, y of the part's first pixel in the picture; some pixel of the part lies within
[[nodiscard]] pixels::Grey grey_part(const Image& picture, int x, int y, Size part);

/// The standard deviation of all values, in grey levels.
[[nodiscard]] double contrast(const pixels::Grey& picture);

}  // namespace mien
