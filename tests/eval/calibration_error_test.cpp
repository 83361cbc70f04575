#include "eval/calibration_error.h"

#include <gtest/gtest.h>

#include <cmath>

namespace mien::eval {
namespace {

const std::vector<float> confidences = {0.125F, 0.25F, 0.75F, 0.875F, 1.0F};
const std::vector<std::uint8_t> right = {0, 1, 1, 0, 1};
const std::vector<std::uint32_t> once = {1, 1, 1, 1, 1};

TEST(CalibrationError, SortsAnswersIntoBins) {
  const std::vector<CalibrationBin> bins = calibration(confidences, right, once, 2);
  ASSERT_EQ(bins.size(), 2U);
  EXPECT_DOUBLE_EQ(bins[0].samples, 2);
  EXPECT_DOUBLE_EQ(bins[0].confidence, 0.1875);
  EXPECT_DOUBLE_EQ(bins[0].accuracy, 0.5);
  EXPECT_DOUBLE_EQ(bins[1].samples, 3);  // a confidence of 1 is in the last bin
  EXPECT_DOUBLE_EQ(bins[1].confidence, 0.875);
  EXPECT_DOUBLE_EQ(bins[1].accuracy, 2.0 / 3);
}

TEST(CalibrationError, WeighsGapsBySamples) {
  const double expected = (2 * (0.5 - 0.1875) + 3 * (0.875 - 2.0 / 3)) / 5;
  EXPECT_NEAR(calibration_error(calibration(confidences, right, once, 2)), expected, 1e-12);
}

TEST(CalibrationError, CountsAnswersSoManyTimes) {
  const std::vector<std::uint32_t> drawn = {0, 0, 0, 3, 1};
  const double expected = (3 * 0.875 + 1) / 4 - 1.0 / 4;
  EXPECT_NEAR(calibration_error(calibration(confidences, right, drawn, 2)), expected, 1e-12);
}

TEST(CalibrationError, IsZeroForHonestAnswersAndNothingWithoutAny) {
  const std::vector<float> half(4, 0.5F);
  const std::vector<std::uint8_t> half_right = {1, 0, 0, 1};
  const std::vector<std::uint32_t> counts(4, 1);
  EXPECT_DOUBLE_EQ(calibration_error(calibration(half, half_right, counts)), 0);
  EXPECT_TRUE(std::isnan(calibration_error(calibration({}, {}, {}))));
}

}  // namespace
}  // namespace mien::eval
