#pragma once

#include <cstddef>
#include <vector>

namespace mien::dataset {

/// What a head of a network is taught.
enum class TargetKind { classes, binary, age, identity };

/// What is known of one picture for one head. classes: C weights that sum to 1 (one-hot, or votes);
/// binary: {1} for the first label or {0}; age: C weights, 1 for each age that is possible (one age,
/// or an interval), else 0; identity: {index}. Empty: not labelled.
using Target = std::vector<float>;

/// One picture of a set and what is known of it.
struct LabelledPicture {
  std::size_t source = 0;       ///< index into the set's sources
  std::size_t record = 0;       ///< index into the source's records
  std::vector<Target> targets;  ///< one a head, in the order of the set's heads
};

}  // namespace mien::dataset
