#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace mien::dataset {

/// What a head of a network is taught.
enum class TargetKind { classes, binary, age, identity, affect };

/// What is known of one picture for one head; empty if it is not labelled.
/// - classes: C weights that sum to 1 (one-hot, or votes)
/// - binary: {1} for the first label or {0}
/// - age: C weights, 1 for each age that is possible (one age, or an interval), else 0
/// - identity: {index}
/// - affect: {valence, arousal}, each -1 to 1, or NaN for one that is not known
using Target = std::vector<float>;

/// A head of a network, as far as its targets need it.
struct TargetHead {
  std::string attribute;  ///< such as "emotion"; different for each head
  TargetKind kind = TargetKind::classes;
  std::vector<std::string>
      labels;         ///< classes: at least 2; binary: 2; identity: sorted; others: none
  int age_first = 1;  ///< age: years of index 0
  int age_count = 0;  ///< age: how many ages, at least 1
};

/// One picture of a set and what is known of it.
struct LabelledPicture {
  std::size_t source = 0;       ///< index into the set's sources
  std::size_t record = 0;       ///< index into the source's records
  std::vector<Target> targets;  ///< one a head, in the order of the set's heads
};

}  // namespace mien::dataset
