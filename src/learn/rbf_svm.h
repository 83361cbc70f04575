#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "learn/probabilities.h"
#include "mien/learn/classifier.h"

namespace mien {

class RbfSvm final : public Classifier {
 public:
  /// The kernel of all pairs of rows is kept in memory, 16 bytes each.
  static constexpr std::size_t most_rows = 12'000;

  /// @param classes as `fit_classifier` checked them
  /// @throws Error (ErrorCode::input) for more than `most_rows` rows, or if all values are the
  /// same and no gamma is given
  RbfSvm(const FeatureMatrix& samples, std::span<const std::uint32_t> classes,
         const RbfSvmOptions& options, int threads);
  explicit RbfSvm(const ClassifierRecord& record);

  [[nodiscard]] std::string_view kind() const override { return "rbf-svm"; }
  [[nodiscard]] std::size_t features() const override { return vectors_.columns; }
  [[nodiscard]] std::size_t classes() const override { return counts_.size(); }
  [[nodiscard]] ClassPredictions predict(const FeatureMatrix& samples, int threads) const override;
  void write(ClassifierRecord& record) const override;

  /// Decision values of a row for each pair of classes: (0, 1), (0, 2) ... (1, 2) ...; above 0
  /// speaks for the first of the pair.
  [[nodiscard]] std::vector<double> pair_decisions(std::span<const float> row) const;

 private:
  struct View;
  [[nodiscard]] std::size_t pairs() const { return counts_.size() * (counts_.size() - 1) / 2; }
  [[nodiscard]] View view() const;

  double gamma_ = 0;
  FeatureMatrix vectors_;              ///< support vectors, by class
  std::vector<std::uint32_t> counts_;  ///< support vectors of each class
  std::vector<double> coefficients_;   ///< (classes - 1) x support vectors
  std::vector<double> offsets_;        ///< LIBSVM's rho, one a pair
  std::vector<double> slopes_;         ///< Platt's A, one a pair; empty without probabilities
  std::vector<double> shifts_;         ///< Platt's B
};

}  // namespace mien
