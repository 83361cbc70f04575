#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "corpus/run/input.h"

namespace mien::corpus {

/// Neighbours in the list of inputs that one worker reads.
struct ShardRange {
  std::size_t first = 0;  ///< number of its first input
  std::size_t count = 0;  ///< at least 1
  std::uint64_t cost = 0;
};

/// What an input costs: its bytes, of a clip eight times, and as much as 64 KiB for what each input
/// takes beside its decoding. The factor fits clips of 0.6 Mbit/s that have 400x300 pixels and one
/// face, and of 6 Mbit/s that have 1920x1280 and three. How many frames a clip has would say more,
/// but each would have to be opened for it.
[[nodiscard]] std::uint64_t input_cost(const Input& input);

/// How many shards a run gets unless the user says otherwise: one for each 500 MB of cost, and at
/// most 1000, since Slurm allows 1001 tasks of an array by default.
[[nodiscard]] std::size_t usual_shards(std::span<const Input> inputs);

/// Cuts the list into at most `shards` pieces of about the same cost. The answer depends on the
/// list alone.
/// @param shards at least 1; there are fewer if there are fewer inputs, or if one costs more than
/// the share of a shard
[[nodiscard]] std::vector<ShardRange> cut_shards(std::span<const Input> inputs, std::size_t shards);

}  // namespace mien::corpus
