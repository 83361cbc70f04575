#pragma once

#include <optional>
#include <vector>

#include "mien/core/labels.h"

namespace mien {

/// The mean of classifications, each with a weight such as seconds, in constant memory.
class MeanClassification {
 public:
  /// A class that an answer lacks has probability 0 in it.
  /// @param weight at least 0
  void add(const Classification& answer, double weight);

  /// Adds the answers that were added to another mean.
  void add(const MeanClassification& other);

  /// Nothing if no answer had probabilities. If all weights are 0, answers count alike. It is as
  /// soon unsure as the answer that was soonest.
  [[nodiscard]] std::optional<Classification> mean() const;

 private:
  struct Sum {
    std::string label;
    double weighted = 0;
    double plain = 0;
  };
  std::vector<Sum> sums_;
  float sure_from_ = 0;  // the largest of the answers'
  double weight_ = 0;
  double count_ = 0;
};

/// The answer with these probabilities, whose label is the most probable class (the first of
/// equals).
[[nodiscard]] Classification with_best_label(std::vector<LabelProbability> probabilities);

}  // namespace mien
