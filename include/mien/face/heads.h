#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/labels.h"

namespace mien {

/// Softmax of logits: exp(x_i) / sum(exp(x_j)), computed without overflow.
[[nodiscard]] std::vector<float> softmax(std::span<const float> logits);

/// How the expected age is computed.
struct ExpectedAgeOptions {
  int first = 1;  ///< age in years of index 0 (the paper's Python code: 1)
  int top = 2;    ///< L: how many of the most probable ages are averaged, at least 1
};

/// Expected age in years by eq. 1 of the paper: over the L ages of highest posterior probability,
/// sum(age * p) / sum(p). Of equal probabilities the lower age counts as higher.
/// @param posteriors one probability for each age, at least one above 0
/// @throws Error (ErrorCode::model) if there are none, all are 0, or one is negative or not a
/// number
[[nodiscard]] float expected_age(std::span<const float> posteriors,
                                 const ExpectedAgeOptions& options = {});

/// The ages between which the posterior holds 80 %: a tenth lies below and a tenth above. The mass
/// of an age lies evenly over its year, from half a year before to half a year after. Both ends are
/// moved from the middle by `scale`, and then so far that `age` lies between them.
/// @param posteriors as of `expected_age`
/// @param first age in years of index 0
/// @param scale above 0
[[nodiscard]] AgeInterval age_interval(std::span<const float> posteriors, int first, float age,
                                       double scale = 1);

/// The class of highest probability, the first of equals.
/// @param labels,probabilities of the same length, at least one
/// @throws Error (ErrorCode::model) if they are not
[[nodiscard]] Classification choose_class(std::span<const std::string> labels,
                                          std::span<const float> probabilities);

/// One of two classes: the first from `threshold` on (the paper's app: male from 0.6 on, 0.5
/// elsewhere).
/// @param labels two names
/// @param probability of the first
/// @throws Error (ErrorCode::model) if there are not two names
[[nodiscard]] Classification choose_binary(std::span<const std::string> labels, float probability,
                                           float threshold = 0.5F);

/// The same answer as if one class did not exist. Its probability is left out, and the others are
/// divided by their sum. The class of highest probability among them is chosen, the first of
/// equals. Of others that are all 0 each gets the same. An answer without the class, or with no
/// other, stays.
[[nodiscard]] Classification without_class(Classification answer, std::string_view label);

/// The feature divided by its Euclidean length; all zeros stay zeros.
[[nodiscard]] std::vector<float> l2_normalised(std::span<const float> feature);

}  // namespace mien
