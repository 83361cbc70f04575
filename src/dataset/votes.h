#pragma once

#include <cstddef>
#include <span>

#include "dataset/targets.h"

namespace mien::dataset {

/// What becomes of the votes of several raters for one picture.
enum class VoteRule {
  distribution,  ///< the labels' shares of the votes for labels
  majority,      ///< one-hot, where more than half of all votes agree on a label
};

/// The target for votes, by the conventions of FER+ (Barsoum et al. 2016). Votes for anything else
/// than a label, such as "unknown", count for what is the top and for what is half. A picture whose
/// top is such a one is not labelled. Of equal counts a label comes first.
/// @param votes not negative; the first `labels` of them are for the labels
/// @param drop_single a single vote counts as none
/// @return `labels` weights, or empty: not labelled
[[nodiscard]] Target target_of_votes(std::span<const int> votes, std::size_t labels, VoteRule rule,
                                     bool drop_single);

}  // namespace mien::dataset
