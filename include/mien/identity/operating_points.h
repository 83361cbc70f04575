#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "mien/identity/gallery.h"

namespace mien {

/// A threshold of distances and what it does: two faces are taken for one person if they are at
/// most so far apart.
struct DistanceThreshold {
  double distance = 0;        ///< Euclidean, of L2-normalised features
  double false_accepts = 0;   ///< share of the pairs of different people that are accepted, 0 to 1
  double true_accepts = 0;    ///< share of the pairs of one person that are accepted, 0 to 1
  std::int64_t genuine = 0;   ///< pairs of one person
  std::int64_t impostor = 0;  ///< pairs of different people
  /// The same shares where each person, and each pair of two people, counts alike, however many
  /// photos there are of one; absent if the distances alone are known.
  std::optional<double> false_accepts_by_person = std::nullopt;
  std::optional<double> true_accepts_by_person = std::nullopt;
};

/// For each share the largest threshold, in steps of 0.0001, that accepts at most that share of the
/// impostors; the shares in the answer are those of that threshold.
/// @param genuine distances of pairs of one person
/// @param impostor distances of pairs of different people
/// @param false_accepts shares above 0 and below 1
/// @return one for each share, in their order, but for shares of which not even one pair could be
/// accepted: with n impostors, below 1/n
/// @throws Error (ErrorCode::input) if there is no pair of one kind or a distance is not a number
/// from 0 to 2, (ErrorCode::usage) for a share out of range
[[nodiscard]] std::vector<DistanceThreshold> operating_points(
    std::span<const float> genuine, std::span<const float> impostor,
    std::span<const double> false_accepts);

/// The same of all pairs of a gallery's faces, with the shares by person.
/// @param progress called with the faces done so far, of the gallery's size; may be empty
/// @throws Error as above
[[nodiscard]] std::vector<DistanceThreshold> operating_points(
    const Gallery& gallery, std::span<const double> false_accepts, int threads = 1,
    const std::function<void(std::size_t)>& progress = {});

}  // namespace mien
