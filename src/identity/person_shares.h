#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace mien {

/// What thresholds accept where each person counts alike, however many photos there are of one. A
/// pair of one person counts as one divided by the pairs of that person. A pair of two people
/// counts as one divided by the pairs of these two.
class PersonShares {
 public:
  /// @param people the name of each face
  /// @param thresholds distances
  PersonShares(std::span<const std::string> people, std::span<const double> thresholds);

  /// Counts the pair of two faces, by their places in `people`. Pairs beyond all thresholds may be
  /// left out.
  void add(std::size_t a, std::size_t b, float distance);

  /// Mean over the people with several photos of the share of a person's pairs that is accepted, 0
  /// to 1; not a number if there is no such person.
  [[nodiscard]] double true_accepts(std::size_t threshold) const;

  /// Mean over all pairs of two people of the share of their pairs that is accepted, 0 to 1; not a
  /// number if there is one person alone.
  [[nodiscard]] double false_accepts(std::size_t threshold) const;

 private:
  std::vector<std::size_t> person_;  ///< of each face
  std::vector<std::size_t> photos_;  ///< of each person
  std::vector<double> thresholds_;
  std::vector<double> true_sums_;  ///< of weights, a threshold each
  std::vector<double> false_sums_;
};

}  // namespace mien
