#include "learn/decision_tree.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

namespace mien {

namespace {

constexpr float least_step = 1e-7F;  // scikit-learn's FEATURE_THRESHOLD

/// How often rows of each class are on one side of a split, and the sum of the squares.
class ClassCounts {
 public:
  explicit ClassCounts(std::size_t classes) : counts_(classes) {}

  void add(std::uint32_t of_class, std::int64_t times) {
    squares_ += times * (2 * counts_[of_class] + times);
    counts_[of_class] += times;
    total_ += times;
  }
  void clear() { *this = ClassCounts(std::move(counts_)); }

  [[nodiscard]] std::int64_t total() const { return total_; }
  [[nodiscard]] std::int64_t of(std::size_t c) const { return counts_[c]; }
  /// Rises as Gini impurity, weighted by the rows, falls.
  [[nodiscard]] double purity() const {
    return static_cast<double>(squares_) / static_cast<double>(total_);
  }
  [[nodiscard]] bool pure() const { return squares_ == total_ * total_; }

 private:
  explicit ClassCounts(std::vector<std::int64_t> counts) : counts_(std::move(counts)) {
    std::ranges::fill(counts_, 0);
  }

  std::vector<std::int64_t> counts_;
  std::int64_t squares_ = 0;
  std::int64_t total_ = 0;
};

struct Split {
  std::uint32_t feature = TreeNode::leaf;
  float threshold = 0;
  double purity = -1;
};

/// A part of the rows that waits to become a node.
struct Pending {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t depth = 0;
  std::uint32_t parent = TreeNode::leaf;  ///< whose second child it is, or `leaf`
};

class Grower {
 public:
  Grower(const TreeTask& task, Random random)
      : task_(task),
        random_(random),
        times_(task.features->rows()),
        inside_(task.features->rows()),
        draw_(task.features->features()),
        all_(task.class_count),
        left_(task.class_count),
        right_(task.class_count) {
    std::iota(draw_.begin(), draw_.end(), 0U);
    for (std::size_t i = 0; i < times_.size(); ++i) ++times_[random_.below(times_.size())];
    for (std::uint32_t row = 0; row < times_.size(); ++row) {
      if (times_[row] > 0) rows_.push_back(row);
    }
    sorted_.reserve(rows_.size());
  }

  DecisionTree grow() {
    std::vector<Pending> pending{{0, rows_.size(), 0, TreeNode::leaf}};
    while (!pending.empty()) {
      const Pending part = pending.back();
      pending.pop_back();
      const auto number = static_cast<std::uint32_t>(tree_.nodes.size());
      if (part.parent != TreeNode::leaf) tree_.nodes[part.parent].next = number;
      const Split split = split_of(part);
      if (split.feature == TreeNode::leaf) {
        add_leaf();
        continue;
      }
      tree_.nodes.push_back({split.feature, split.threshold, 0});
      const std::span<const float> values = task_.features->values(split.feature);
      const auto begin = rows_.begin();
      const auto middle =
          std::stable_partition(begin + static_cast<std::ptrdiff_t>(part.first),
                                begin + static_cast<std::ptrdiff_t>(part.last),
                                [&](std::uint32_t row) { return values[row] <= split.threshold; });
      const auto border = static_cast<std::size_t>(middle - begin);
      pending.push_back({border, part.last, part.depth + 1, number});
      pending.push_back({part.first, border, part.depth + 1, TreeNode::leaf});
    }
    return std::move(tree_);
  }

 private:
  [[nodiscard]] std::span<const std::uint32_t> rows_in(const Pending& part) const {
    return std::span(rows_).subspan(part.first, part.last - part.first);
  }

  void add_leaf() {
    const auto leaf = static_cast<std::uint32_t>(tree_.shares.size() / task_.class_count);
    tree_.nodes.push_back({TreeNode::leaf, 0, leaf});
    for (std::size_t c = 0; c < task_.class_count; ++c) {
      tree_.shares.push_back(
          static_cast<float>(static_cast<double>(all_.of(c)) / static_cast<double>(all_.total())));
    }
  }

  /// The best split; none where the node is a leaf. Leaves the node's counts in `all_`.
  Split split_of(const Pending& part) {
    const auto rows = rows_in(part);
    all_.clear();
    for (const std::uint32_t row : rows) all_.add(task_.classes[row], times_[row]);
    Split best;
    if (rows.size() < 2 || all_.pure() || part.depth >= task_.depth) return best;
    // Scanning all rows in the feature's order beats sorting those of a large node.
    const bool scan = rows.size() * std::bit_width(rows.size()) > inside_.size();
    if (scan) {
      for (const std::uint32_t row : rows) inside_[row] = 1;
    }
    std::size_t constant = 0;
    for (std::size_t seen = 0;
         seen < draw_.size() && (seen < task_.features_a_split || seen <= constant); ++seen) {
      std::swap(draw_[seen], draw_[seen + random_.below(draw_.size() - seen)]);
      if (!try_feature(draw_[seen], rows, scan, best)) ++constant;
    }
    if (scan) {
      for (const std::uint32_t row : rows) inside_[row] = 0;
    }
    return best;
  }

  void sort_rows(std::uint32_t feature, std::span<const std::uint32_t> rows, bool scan) {
    sorted_.clear();
    if (scan) {
      for (const std::uint32_t row : task_.features->order(feature)) {
        if (inside_[row] != 0) sorted_.push_back(row);
      }
      return;
    }
    const std::span<const std::uint32_t> ranks = task_.features->ranks(feature);
    for (const std::uint32_t row : rows) sorted_.push_back(ranks[row]);
    std::ranges::sort(sorted_);
    const std::span<const std::uint32_t> order = task_.features->order(feature);
    for (std::uint32_t& place : sorted_) place = order[place];
  }

  /// Whether the feature is not constant in the node; `best` becomes its best split if that is
  /// better.
  bool try_feature(std::uint32_t feature, std::span<const std::uint32_t> rows, bool scan,
                   Split& best) {
    sort_rows(feature, rows, scan);
    const std::span<const float> values = task_.features->values(feature);
    if (values[sorted_.back()] <= values[sorted_.front()] + least_step) return false;
    left_.clear();
    right_ = all_;
    for (std::size_t i = 1; i < sorted_.size(); ++i) {
      const std::uint32_t row = sorted_[i - 1];
      left_.add(task_.classes[row], times_[row]);
      right_.add(task_.classes[row], -static_cast<std::int64_t>(times_[row]));
      const float low = values[row];
      const float high = values[sorted_[i]];
      if (high <= low + least_step) continue;
      const double purity = left_.purity() + right_.purity();
      if (purity <= best.purity) continue;
      const float middle = low / 2 + high / 2;
      best = {feature, middle < high ? middle : low, purity};
    }
    return true;
  }

  TreeTask task_;
  Random random_;
  std::vector<std::uint32_t> times_;   ///< how often each row was drawn
  std::vector<std::uint8_t> inside_;   ///< whether a row is in the node that is looked at
  std::vector<std::uint32_t> draw_;    ///< features; those drawn for the node come first
  std::vector<std::uint32_t> rows_;    ///< drawn rows, those of a node side by side
  std::vector<std::uint32_t> sorted_;  ///< rows of the node by the value of a feature
  ClassCounts all_;
  ClassCounts left_;
  ClassCounts right_;
  DecisionTree tree_;
};

}  // namespace

DecisionTree grow_tree(const TreeTask& task, Random random) { return Grower(task, random).grow(); }

}  // namespace mien
