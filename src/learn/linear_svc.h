#pragma once

#include <span>
#include <vector>

#include "mien/learn/classifier.h"

namespace mien {

class LinearSvc final : public Classifier {
 public:
  /// @param classes as `fit_classifier` checked them
  LinearSvc(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
            const LinearSvcOptions& options);
  explicit LinearSvc(const ClassifierRecord& record);

  [[nodiscard]] std::string_view kind() const override { return "linear-svc"; }
  [[nodiscard]] std::size_t features() const override { return features_; }
  [[nodiscard]] std::size_t classes() const override;
  [[nodiscard]] ClassPredictions predict(const FeatureMatrix& samples, int threads) const override;
  [[nodiscard]] std::vector<double> decision_scores(const FeatureMatrix& samples,
                                                    int threads) const override;
  void write(ClassifierRecord& record) const override;

  /// The margins of a row: one for each class, or of two classes that of the second alone.
  [[nodiscard]] std::vector<double> margins(std::span<const float> row) const;

 private:
  std::size_t features_ = 0;
  std::vector<double> weights_;     ///< margins x features
  std::vector<double> intercepts_;  ///< one a margin
};

}  // namespace mien
