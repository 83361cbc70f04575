#include "dataset/epoch_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "core/random.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

// Keeps the numbers of the order apart from those of the augmentation, which have longer keys.
constexpr std::uint64_t order_key = 0x6F72646572;

}  // namespace

std::vector<std::size_t> epoch_order(std::size_t count, bool shuffle, std::uint64_t seed,
                                     std::size_t epoch) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!shuffle) return order;
  Random random{seed, epoch, order_key};
  for (std::size_t left = count; left > 1; --left) {
    std::swap(order[left - 1], order[random.below(left)]);
  }
  return order;
}

std::vector<std::size_t> weighted_order(std::span<const double> weights, std::uint64_t seed,
                                        std::size_t epoch) {
  std::vector<double> sums;
  sums.reserve(weights.size());
  double sum = 0;
  for (const double weight : weights) {
    if (!(weight >= 0) || !std::isfinite(sum + weight)) {
      throw Error(ErrorCode::usage,
                  fmt::format("sampling weight of picture {}: expected a finite number from 0 up, "
                              "found {}",
                              sums.size(), weight));
    }
    sum += weight;
    sums.push_back(sum);
  }
  if (!(sum > 0)) {
    throw Error(ErrorCode::usage, "sampling weights: expected one above 0, found none");
  }
  Random random{seed, epoch, order_key};
  std::vector<std::size_t> order(weights.size());
  for (std::size_t& picture : order) {
    // Never the end: uniform() is below 1, and rounding up to `sum` is caught here.
    const double drawn = std::min(random.uniform() * sum, std::nextafter(sum, 0.0));
    const auto place = std::upper_bound(sums.begin(), sums.end(), drawn);
    picture = static_cast<std::size_t>(place - sums.begin());
  }
  return order;
}

std::vector<double> class_balanced_weights(std::span<const std::size_t> classes) {
  std::unordered_map<std::size_t, std::size_t> counts;
  for (const std::size_t label : classes) ++counts[label];
  std::vector<double> weights;
  weights.reserve(classes.size());
  for (const std::size_t label : classes) {
    weights.push_back(1.0 / static_cast<double>(counts[label]));
  }
  return weights;
}

std::size_t batches_of(std::size_t pictures, const BatchShare& share) {
  const std::size_t all = share.batch_size * share.world_size;
  return pictures / all + (share.drop_last || pictures % all == 0 ? 0 : 1);
}

Positions positions_of(std::size_t index, std::size_t pictures, const BatchShare& share) {
  const std::size_t all = share.batch_size * share.world_size;
  const std::size_t first = index * all;
  const std::size_t size = std::min(all, pictures - first);
  return {first + size * share.rank / share.world_size,
          first + size * (share.rank + 1) / share.world_size};
}

}  // namespace mien::dataset
