#include "learn/random_forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/json_reader.h"
#include "core/random.h"
#include "core/thread_pool.h"
#include "learn/probabilities.h"
#include "learn/record.h"
#include "mien/core/error.h"

namespace mien {

namespace {

std::span<const float> shares_of(const DecisionTree& tree, std::span<const float> row,
                                 std::size_t classes) {
  std::size_t at = 0;
  while (tree.nodes[at].feature != TreeNode::leaf) {
    const TreeNode& node = tree.nodes[at];
    at = row[node.feature] <= node.threshold ? at + 1 : node.next;
  }
  return std::span(tree.shares).subspan(tree.nodes[at].next * classes, classes);
}

}  // namespace

RandomForest::RandomForest(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
                           const RandomForestOptions& options, int threads)
    : features_(samples.columns), classes_(std::ranges::max(classes) + 1U) {
  const SortedFeatures sorted(samples, threads);
  TreeTask task{.features = &sorted, .classes = classes, .class_count = classes_};
  const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(features_)));
  task.features_a_split = options.features_a_split
                              ? static_cast<std::size_t>(*options.features_a_split)
                              : std::max<std::size_t>(1, root);
  if (options.depth) task.depth = static_cast<std::size_t>(*options.depth);
  trees_.resize(static_cast<std::size_t>(options.trees));
  ThreadPool pool(std::max(1, threads));
  pool.parallel_for(trees_.size(), [&](std::size_t tree) {
    trees_[tree] = grow_tree(task, Random{options.seed, tree});
  });
}

ClassPredictions RandomForest::predict(const FeatureMatrix& samples, int threads) const {
  return predict_rows(*this, samples, threads, [this](std::span<const float> row) {
    std::vector<double> sums(classes_);
    for (const DecisionTree& tree : trees_) {
      const std::span<const float> shares = shares_of(tree, row, classes_);
      for (std::size_t c = 0; c < classes_; ++c) sums[c] += shares[c];
    }
    for (double& sum : sums) sum /= static_cast<double>(trees_.size());
    return most_probable(std::move(sums));
  });
}

void RandomForest::write(ClassifierRecord& record) const {
  record.header["classifier"]["features"] = features_;
  std::vector<std::uint32_t> counts;
  std::vector<std::uint32_t> features;
  std::vector<float> thresholds;
  std::vector<std::uint32_t> next;
  std::vector<float> shares;
  for (const DecisionTree& tree : trees_) {
    counts.push_back(static_cast<std::uint32_t>(tree.nodes.size()));
    for (const TreeNode& node : tree.nodes) {
      features.push_back(node.feature);
      thresholds.push_back(node.threshold);
      next.push_back(node.next);
    }
    shares.insert(shares.end(), tree.shares.begin(), tree.shares.end());
  }
  record.add("node_counts", {counts.size()}, counts);
  record.add("node_features", {features.size()}, features);
  record.add("node_thresholds", {thresholds.size()}, thresholds);
  record.add("node_next", {next.size()}, next);
  record.add("leaf_shares", {shares.size() / classes_, classes_}, shares);
}

RandomForest::RandomForest(const ClassifierRecord& record) {
  JsonReader parameters(record.header.at("classifier"), record.source(), "classifier");
  features_ = static_cast<std::size_t>(parameters.integer("features", 1, TreeNode::leaf - 1));
  const auto shape = record.shape("leaf_shares", 2);
  classes_ = shape[1];
  const std::vector<float> shares = record.floats("leaf_shares", shape);
  const auto counts = record.indices("node_counts", record.shape("node_counts", 1));
  const auto all = record.shape("node_features", 1);
  const auto features = record.indices("node_features", all);
  const auto thresholds = record.floats("node_thresholds", all);
  const auto next = record.indices("node_next", all);

  std::size_t first = 0;
  std::size_t first_leaf = 0;
  for (const std::uint32_t count : counts) {
    if (count == 0 || count > all[0] - first) {
      record.fail(fmt::format("array \"node_counts\": expected trees of 1 to {} nodes, found {}",
                              all[0] - first, count));
    }
    DecisionTree tree;
    std::size_t leaves = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const TreeNode node{features[first + i], thresholds[first + i], next[first + i]};
      // Children come after their parent, so that every walk ends.
      const bool good = node.feature == TreeNode::leaf
                            ? node.next == leaves++
                            : node.feature < features_ && node.next > i + 1 && node.next < count;
      if (!good) {
        record.fail(
            fmt::format("node {} of tree {}: expected a feature below {} and children "
                        "after it, or the next leaf, found feature {} and {}",
                        i, trees_.size(), features_, node.feature, node.next));
      }
      tree.nodes.push_back(node);
    }
    if (leaves > shape[0] - first_leaf) record.fail("array \"leaf_shares\": too short");
    tree.shares.assign(
        shares.begin() + static_cast<std::ptrdiff_t>(first_leaf * classes_),
        shares.begin() + static_cast<std::ptrdiff_t>((first_leaf + leaves) * classes_));
    first += count;
    first_leaf += leaves;
    trees_.push_back(std::move(tree));
  }
  if (trees_.empty() || first != all[0] || first_leaf != shape[0] || classes_ < 2) {
    record.fail(
        fmt::format("expected trees of all {} nodes and {} leaves of 2 classes or more, "
                    "found {} trees of {} and {}, {} classes",
                    all[0], shape[0], trees_.size(), first, first_leaf, classes_));
  }
}

}  // namespace mien
