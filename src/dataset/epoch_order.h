#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mien::dataset {

/// The pictures of one epoch, in order: 0 to count - 1, shuffled by (seed, epoch) if `shuffle`.
[[nodiscard]] std::vector<std::size_t> epoch_order(std::size_t count, bool shuffle,
                                                   std::uint64_t seed, std::size_t epoch);

/// As many pictures as there are weights, each drawn with the probability weight / sum of weights,
/// with replacement.
/// @throws Error (ErrorCode::usage) if a weight is negative or not finite, or all are 0
[[nodiscard]] std::vector<std::size_t> weighted_order(std::span<const double> weights,
                                                      std::uint64_t seed, std::size_t epoch);

/// Weights that draw every class that occurs equally often: 1 / number of pictures of the class.
/// @param classes the class of each picture
[[nodiscard]] std::vector<double> class_balanced_weights(std::span<const std::size_t> classes);

/// Positions [first, last) of an epoch's order.
struct Positions {
  std::size_t first = 0;
  std::size_t last = 0;
  [[nodiscard]] std::size_t size() const { return last - first; }
};

/// How an epoch is cut into batches and batches are shared by `world_size` processes.
struct BatchShare {
  std::size_t batch_size = 1;  ///< of one process
  std::size_t rank = 0;
  std::size_t world_size = 1;
  bool drop_last = false;  ///< leave out the pictures that do not fill a batch of all processes
};

/// The same for all processes.
[[nodiscard]] std::size_t batches_of(std::size_t pictures, const BatchShare& share);

/// What this process reads for batch `index`: its part, in order of rank, of the `batch_size *
/// world_size` positions of all. The last batch may be smaller and then is cut as evenly as
/// possible; a process may get nothing of it.
[[nodiscard]] Positions positions_of(std::size_t index, std::size_t pictures,
                                     const BatchShare& share);

}  // namespace mien::dataset
