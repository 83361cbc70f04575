#include "dataset/votes.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace mien::dataset {

Target target_of_votes(std::span<const int> votes, std::size_t labels, VoteRule rule,
                       bool drop_single) {
  std::vector<std::int64_t> counts(votes.begin(), votes.end());
  if (drop_single) std::ranges::replace(counts, 1, 0);
  const auto label_end = counts.begin() + static_cast<std::ptrdiff_t>(labels);
  const std::int64_t all = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  const auto top = std::ranges::max_element(counts);
  if (all == 0 || top >= label_end) return {};

  Target target(labels, 0.0F);
  if (rule == VoteRule::majority) {
    if (2 * *top <= all) return {};
    target[static_cast<std::size_t>(top - counts.begin())] = 1;
    return target;
  }
  const auto sum = static_cast<float>(std::accumulate(counts.begin(), label_end, std::int64_t{0}));
  for (std::size_t i = 0; i < labels; ++i) target[i] = static_cast<float>(counts[i]) / sum;
  return target;
}

}  // namespace mien::dataset
