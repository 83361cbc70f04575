#pragma once

#include <span>
#include <vector>

#include "learn/decision_tree.h"
#include "mien/learn/classifier.h"

namespace mien {

class RandomForest final : public Classifier {
 public:
  /// @param classes as `fit_classifier` checked them
  RandomForest(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
               const RandomForestOptions& options, int threads);
  explicit RandomForest(const ClassifierRecord& record);

  [[nodiscard]] std::string_view kind() const override { return "random-forest"; }
  [[nodiscard]] std::size_t features() const override { return features_; }
  [[nodiscard]] std::size_t classes() const override { return classes_; }
  [[nodiscard]] ClassPredictions predict(const FeatureMatrix& samples, int threads) const override;
  void write(ClassifierRecord& record) const override;

  [[nodiscard]] std::span<const DecisionTree> trees() const { return trees_; }

 private:
  std::size_t features_ = 0;
  std::size_t classes_ = 0;
  std::vector<DecisionTree> trees_;
};

}  // namespace mien
