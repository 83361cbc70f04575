#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "mien/learn/classifier.h"

namespace mien {

class NearestNeighbours final : public Classifier {
 public:
  /// @param classes as `fit_classifier` checked them
  NearestNeighbours(FeatureMatrix samples, std::span<const std::uint32_t> classes,
                    const NearestNeighboursOptions& options);
  explicit NearestNeighbours(const ClassifierRecord& record);

  [[nodiscard]] std::string_view kind() const override { return "nearest-neighbours"; }
  [[nodiscard]] std::size_t features() const override { return samples_.columns; }
  [[nodiscard]] std::size_t classes() const override { return class_count_; }
  [[nodiscard]] ClassPredictions predict(const FeatureMatrix& samples, int threads) const override;
  void write(ClassifierRecord& record) const override;

 private:
  struct Neighbour {
    double distance = 0;
    std::size_t row = 0;
    // NOLINTNEXTLINE(modernize-use-nullptr): of the 0 that the defaulted operator compares with
    friend auto operator<=>(const Neighbour&, const Neighbour&) = default;
  };
  [[nodiscard]] std::vector<Neighbour> nearest(std::span<const float> row) const;
  [[nodiscard]] double distance_to(std::size_t row, std::span<const float> other,
                                   double other_length) const;

  NearestNeighboursOptions options_;
  FeatureMatrix samples_;
  std::vector<std::uint32_t> classes_;
  std::size_t class_count_ = 0;
  std::vector<double> lengths_;  ///< of the rows, for the cosine
};

}  // namespace mien
