#include "quant/ranges.h"

#include <gtest/gtest.h>

namespace mien::quant {
namespace {

TEST(Ranges, GiveNumbersThatHoldZeroExactly) {
  EXPECT_EQ(affine_of({0, 6}), (Affine{6.0F / 255, 0}));
  EXPECT_EQ(affine_of({-1, 1.55F}), (Affine{2.55F / 255, 100}));
  // A range on one side of 0 is widened to it.
  EXPECT_EQ(affine_of({2, 5.1F}), (Affine{5.1F / 255, 0}));
  EXPECT_EQ(affine_of({-5.1F, -2}), (Affine{5.1F / 255, 255}));
  EXPECT_EQ(affine_of({0, 0}), (Affine{1, 0}));
}

/// 1000 values spread evenly over 0..1, and one of 10.
Histogram with_outlier() {
  Histogram histogram({0, 10});
  std::vector<float> values;
  for (int i = 1; i <= 1000; ++i) values.push_back(static_cast<float>(i) / 1000);
  values.push_back(10);
  histogram.add(values);
  return histogram;
}

TEST(Ranges, OfAllValuesHoldOutliers) {
  EXPECT_EQ(choose_range(with_outlier(), RangeRule::min_max, 0), (Range{0, 10}));
}

TEST(Ranges, OfPercentilesLeaveOutliersOut) {
  const Range range = choose_range(with_outlier(), RangeRule::percentile, 99);
  EXPECT_EQ(range.low, 0);
  EXPECT_NEAR(range.high, 0.996, 0.01);
}

TEST(Ranges, OfLeastErrorWeighRoundingAgainstCutting) {
  const Histogram histogram = with_outlier();
  // One value in a thousand, cut by 9, would be an error of 81 / 1001; rounding has none like it.
  EXPECT_EQ(choose_range(histogram, RangeRule::mse, 0), (Range{0, 10}));
  // A little beyond the others it is worth cutting.
  Histogram near({0, 1.1F});
  std::vector<float> values(1000000, 0.9F);
  values.push_back(1.1F);
  near.add(values);
  const Range range = choose_range(near, RangeRule::mse, 0);
  EXPECT_LT(range.high, 1.0F);
  EXPECT_GE(range.high, 0.89F);
  EXPECT_LT(squared_error(near, range), squared_error(near, near.range()));
}

TEST(Ranges, HaveTheErrorOfRoundingEvenlySpreadValues) {
  Histogram histogram({0, 255});
  std::vector<float> values;
  for (int i = 1; i <= 2550; ++i) values.push_back(static_cast<float>(i) / 10);
  histogram.add(values);
  EXPECT_NEAR(squared_error(histogram, {0, 255}), 1.0 / 12, 1e-9);
}

TEST(Ranges, CountZerosAsExact) {
  Histogram histogram({0, 1});
  histogram.add(std::vector<float>(100, 0.0F));
  EXPECT_EQ(histogram.total(), 100U);
  EXPECT_EQ(squared_error(histogram, {0, 1}), 0);
}

}  // namespace
}  // namespace mien::quant
