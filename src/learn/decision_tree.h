#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/random.h"
#include "learn/sorted_features.h"

namespace mien {

/// A node of a tree whose nodes lie in a row, each before its children; the first child comes right
/// after its parent.
struct TreeNode {
  static constexpr std::uint32_t leaf = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t feature = leaf;  ///< that is compared, or `leaf`
  float threshold = 0;           ///< values up to it go to the first child, others to the second
  std::uint32_t next = 0;        ///< number of the second child, or of the leaf
};

struct DecisionTree {
  std::vector<TreeNode> nodes;
  std::vector<float> shares;  ///< leaves x classes, the share of each class
};

/// What a tree is grown from.
struct TreeTask {
  const SortedFeatures* features = nullptr;
  std::span<const std::uint32_t> classes;  ///< one a row
  std::size_t class_count = 0;
  std::size_t features_a_split = 1;  ///< looked at for each split
  std::size_t depth = std::numeric_limits<std::size_t>::max();
};

/// Grows a tree on a bootstrap sample (as many rows as there are, drawn with replacement) as
/// scikit-learn does. Each split is the one of least Gini impurity over features drawn anew; more
/// are drawn while all of them are constant. Its threshold lies midway between two values that
/// differ by more than 1e-7. Nodes of one class or one row are leaves.
[[nodiscard]] DecisionTree grow_tree(const TreeTask& task, Random random);

}  // namespace mien
