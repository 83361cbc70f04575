#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "mien/identity/gallery.h"
#include "mien/nn/metadata.h"

namespace mien {

/// For each share the largest threshold, in steps of 0.0001, that accepts at most that share of the
/// impostors. The shares in the answer are those of that threshold; `data` is empty.
/// @param genuine distances of pairs of one person
/// @param impostor distances of pairs of different people
/// @param false_accepts shares above 0 and below 1
/// @return one for each share, in their order. With n impostors, shares below 1/n are left out.
/// @throws Error (ErrorCode::input) if there is no pair of one kind or a distance is not a number
/// from 0 to 2, (ErrorCode::usage) for a share out of range
[[nodiscard]] std::vector<OperatingPoint> operating_points(std::span<const float> genuine,
                                                           std::span<const float> impostor,
                                                           std::span<const double> false_accepts);

/// The same of all pairs of a gallery's faces, with the shares by person.
/// @param progress called with the faces done so far, of the gallery's size; may be empty
/// @throws Error as above
[[nodiscard]] std::vector<OperatingPoint> operating_points(
    const Gallery& gallery, std::span<const double> false_accepts, int threads = 1,
    const std::function<void(std::size_t)>& progress = {});

}  // namespace mien
