#include "corpus/run/shards.h"

#include <algorithm>

namespace mien::corpus {

namespace {

constexpr std::uint64_t cost_of_input = std::uint64_t{64} * 1024;
constexpr std::uint64_t cost_of_clip_byte = 8;
constexpr std::uint64_t usual_cost = 500'000'000;
constexpr std::uint64_t most_shards = 1000;

std::uint64_t total_cost(std::span<const Input> inputs) {
  std::uint64_t total = 0;
  for (const Input& input : inputs) total += input_cost(input);
  return total;
}

}  // namespace

std::uint64_t input_cost(const Input& input) {
  return input.bytes * (input.clip ? cost_of_clip_byte : 1) + cost_of_input;
}

std::size_t usual_shards(std::span<const Input> inputs) {
  return std::clamp<std::uint64_t>((total_cost(inputs) + usual_cost - 1) / usual_cost, 1,
                                   most_shards);
}

std::vector<ShardRange> cut_shards(std::span<const Input> inputs, std::size_t shards) {
  shards = std::max<std::size_t>(shards, 1);
  std::vector<ShardRange> ranges;
  const double share = static_cast<double>(total_cost(inputs)) / static_cast<double>(shards);
  double before = 0;           // cost of all inputs so far
  std::size_t last_piece = 0;  // of equal cost, into which the last input fell
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::uint64_t cost = input_cost(inputs[i]);
    // The middle of an input decides.
    const double middle = before + static_cast<double>(cost) / 2;
    const std::size_t piece = std::min(static_cast<std::size_t>(middle / share), shards - 1);
    if (ranges.empty() || piece > last_piece) ranges.push_back({i, 0, 0});
    last_piece = piece;
    ++ranges.back().count;
    ranges.back().cost += cost;
    before += static_cast<double>(cost);
  }
  return ranges;
}

}  // namespace mien::corpus
