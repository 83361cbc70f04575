#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eval/bootstrap.h"
#include "mien/learn/matrix.h"

namespace mien::eval {

struct IdentificationOptions {
  std::size_t repetitions = 10;
  std::uint64_t seed = 0;  ///< of the photos that are known
  int threads = 1;
  BootstrapOptions bootstrap{};
};

/// How often the nearest known photo is one of the same person.
struct IdentificationScores {
  std::size_t people = 0;      ///< with two photos or more
  std::size_t photos = 0;      ///< of these people
  std::size_t left_out = 0;    ///< photos of people with one
  std::size_t tested = 0;      ///< photos that each repetition tests: `photos` - `people`
  std::vector<double> shares;  ///< of the tested photos that are right, for each repetition
  double mean = 0;             ///< of the repetitions, 0 to 1
  double deviation = 0;        ///< of the repetitions: divided by their number, as NumPy's std
  Interval interval;           ///< of the mean over photos, their people resampled as a whole
};

/// The paper's protocol of Table 1. One photo of each person, drawn at random, is known, and all
/// others are tested. The answer is the person of the known photo with the smallest Euclidean
/// distance after L2 normalisation, the first of equals. This is repeated with other photos.
/// @param features a row a photo, not normalised
/// @param people a number for each row
/// @throws Error (ErrorCode::input) if fewer than two people have two photos, or rows and people
/// differ in number; (ErrorCode::usage) without a repetition
[[nodiscard]] IdentificationScores identify(const FeatureMatrix& features,
                                            std::span<const std::size_t> people,
                                            const IdentificationOptions& options = {});

}  // namespace mien::eval
