#pragma once

#include <cstdint>

#include "mien/core/image.h"
#include "pixels/grey.h"

namespace mien::pixels {

/// out[i] = sum over r of weights[r] * rows[r][i].
using WeightedRows = void (*)(const std::uint8_t* const* rows, const float* weights, int row_count,
                              int count, float* out);

/// The plain loop, which every processor can run.
void weighted_rows(const std::uint8_t* const* rows, const float* weights, int row_count, int count,
                   float* out);

/// A smaller picture, in which each pixel is the mean over its area: as OpenCV's INTER_AREA, from
/// which a value may differ by 1 for rounding.
/// @param size at least 1x1, and no side larger than the picture's
/// @param rows the loop that takes the time
[[nodiscard]] Image area_reduced(const Image& picture, Size size,
                                 WeightedRows rows = &weighted_rows);
[[nodiscard]] Grey area_reduced(const Grey& picture, Size size);

/// A picture of half the width and half the height, rounded as OpenCV does for these sizes alone.
/// @param picture with even sides
[[nodiscard]] Image halved(const Image& picture);
[[nodiscard]] Grey halved(const Grey& picture);

/// As OpenCV's INTER_AREA, which takes the mean over areas only where neither side grows.
/// @param size at least 1x1
[[nodiscard]] Image area_resized(const Image& picture, Size size);
[[nodiscard]] Grey area_resized(const Grey& picture, Size size);

}  // namespace mien::pixels
