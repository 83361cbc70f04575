#include "train/run/calibration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "train/finite_differences.h"

namespace mien::train {
namespace {

/// Two classes, the first with this probability.
torch::Tensor sure_of_first(const std::vector<double>& probabilities) {
  torch::Tensor logits = torch::zeros({std::ssize(probabilities), 2}, torch::kDouble);
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    logits[static_cast<std::int64_t>(i)][0] = std::log(probabilities[i] / (1 - probabilities[i]));
  }
  return logits;
}

torch::Tensor truth(const std::vector<std::int64_t>& values) {
  return torch::tensor(values, torch::kLong);
}

TEST(CalibrationError, IsTheDistanceOfConfidenceAndAccuracy) {
  // Four answers of confidence 0.8, three of them right.
  const torch::Tensor logits = sure_of_first({0.8, 0.8, 0.8, 0.8});
  EXPECT_NEAR(calibration_error(logits, truth({0, 0, 1, 0})), 0.05, 1e-6);
  EXPECT_NEAR(calibration_error(logits, truth({1, 1, 1, 1})), 0.8, 1e-6);
}

TEST(IntervalScale, HoldsEightTenthsOfThePictures) {
  // Each posterior is sure of index 50: its range is 0.4 years to either side, times the scale.
  torch::Tensor logits = torch::full({10, 100}, -100.0);
  logits.select(1, 50).fill_(100);
  const torch::Tensor ages = torch::tensor(
      std::vector<std::int64_t>{50, 50, 50, 48, 52, 47, 53, 46, 30, 90}, torch::kLong);
  // The eighth nearest is four years off.
  EXPECT_NEAR(best_interval_scale(logits, ages, 2), 10, 1e-3);
  EXPECT_NEAR(best_interval_scale(logits, torch::full({10}, 50, torch::kLong), 2), 0.01, 1e-6);
}

TEST(CalibrationError, WeighsBinsByTheirSamples) {
  // One bin of three samples, too sure by 0.9 - 2/3, and one of one sample, not sure enough.
  const torch::Tensor logits = sure_of_first({0.9, 0.9, 0.9, 0.6});
  const double expected = 0.75 * (0.9 - 2.0 / 3) + 0.25 * (1 - 0.6);
  EXPECT_NEAR(calibration_error(logits, truth({0, 0, 1, 0})), expected, 1e-6);
  // In one bin they make up for each other.
  EXPECT_NEAR(calibration_error(logits, truth({0, 0, 1, 0}), 1), 0.825 - 0.75, 1e-6);
}

TEST(CalibrationError, KnowsCertainAnswers) {
  const torch::Tensor logits = torch::tensor({{100.0F, 0.0F}, {0.0F, 100.0F}});
  EXPECT_NEAR(calibration_error(logits, truth({0, 1})), 0, 1e-6);
  EXPECT_NEAR(calibration_error(logits, truth({0, 0})), 0.5, 1e-6);
}

/// Samples whose labels are as frequent as the softmax of these logits says.
struct Calibrated {
  torch::Tensor logits;
  torch::Tensor truth;
};

Calibrated calibrated() {
  const torch::Tensor rows = matrix(3, {2, 0, -1, 0.5, 0.3, 0, -1, 1.5, 1});
  std::vector<torch::Tensor> logits;
  std::vector<std::int64_t> labels;
  constexpr int samples = 2000;
  for (std::int64_t row = 0; row < 3; ++row) {
    const torch::Tensor probabilities = rows[row].softmax(0);
    for (std::int64_t label = 0; label < 3; ++label) {
      const auto count = std::lround(probabilities[label].item<double>() * samples);
      logits.push_back(rows[row].expand({count, 3}));
      labels.insert(labels.end(), static_cast<std::size_t>(count), label);
    }
  }
  return {at::cat(logits), truth(labels)};
}

TEST(BestTemperature, FindsTheOneThatWasMultipliedIn) {
  const Calibrated data = calibrated();
  for (const double temperature : {0.2, 0.7, 1.0, 2.5, 12.0}) {
    const torch::Tensor logits = data.logits * temperature;
    const double fitted = best_temperature(logits, data.truth);
    EXPECT_NEAR(fitted / temperature, 1, 5e-3);
    EXPECT_LT(calibration_error(logits / fitted, data.truth), 2e-3);
  }
}

TEST(BestTemperature, StaysInItsRange) {
  // All right: the colder, the better. All wrong: the warmer.
  const torch::Tensor logits = sure_of_first({0.7, 0.8});
  EXPECT_NEAR(best_temperature(logits, truth({0, 0})), 0.05, 1e-3);
  EXPECT_NEAR(best_temperature(logits, truth({1, 1})), 20, 0.05);
}

}  // namespace
}  // namespace mien::train
