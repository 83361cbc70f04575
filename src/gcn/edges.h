#pragma once

#include <span>
#include <vector>

namespace mien::train {

/// Which labels of a graph are neighbours.
enum class EdgeRule {
  correlated,  ///< those whose correlation is strong enough, as Emotion-GCN has it
  all,         ///< all pairs
  none,        ///< no pair
};

struct EdgeOptions {
  EdgeRule rule = EdgeRule::correlated;
  double threshold = 0.1;    ///< least absolute correlation of neighbours, 0 to 1
  double self_weight = 0.5;  ///< of a node among its neighbours, 0 to 1
};

/// The matrix A' of a graph convolution (Antoniadis et al. 2021): A has `self_weight` on its
/// diagonal, and what is left of 1 evenly at the neighbours of each row; a node without neighbours
/// has all at itself. Since the rows of A sum to 1, A' = D^-1/2 A^T D^-1/2 is its transpose, whose
/// rows are the nodes that receive.
/// @param correlations nodes x nodes, symmetric
/// @param groups of each node: different classes of one head exclude each other and are no
/// neighbours by correlation; nodes of group -1 are in no group
/// @return nodes x nodes
/// @throws Error (ErrorCode::usage) if the sizes differ or a number is out of range
[[nodiscard]] std::vector<float> adjacency_of(std::span<const double> correlations,
                                              std::span<const int> groups,
                                              const EdgeOptions& options = {});

}  // namespace mien::train
