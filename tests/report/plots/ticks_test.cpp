#include "report/plots/ticks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace mien {
namespace {

TEST(Ticks, AreRoundAndCoverTheData) {
  const Ticks ticks = ticks_for(0.03, 0.97, 5);
  EXPECT_EQ(ticks.values.size(), 6U);
  EXPECT_NEAR(ticks.values[1], 0.2, 1e-12);
  EXPECT_EQ(ticks.decimals, 1);
  EXPECT_EQ(ticks.low, 0);
  EXPECT_NEAR(ticks.high, 1, 1e-12);
  EXPECT_EQ(ticks_for(0, 59, 6).values, (std::vector<double>{0, 10, 20, 30, 40, 50, 60}));
}

TEST(Ticks, AnyRangeGivesAFewThatCoverIt) {
  for (const double low : {-1e300, -5e8, -3.0, 0.0, 1e-300, 1e-9, 0.1, 7.0, 1e12, 1e300}) {
    for (const double width : {0.0, 1e-300, 1e-12, 1e-3, 1.0, 250.0, 1e9, 1e300}) {
      const double high = std::min(low + width, 1e300);
      const Ticks ticks = ticks_for(low, high, 6);
      EXPECT_GE(ticks.values.size(), 2U) << low << ' ' << high;
      EXPECT_LE(ticks.values.size(), 9U) << low << ' ' << high;
      EXPECT_LT(ticks.low, ticks.high);
      const double slack = 1e-6 * (ticks.high - ticks.low);
      EXPECT_LE(ticks.low, low + slack) << low << ' ' << high;
      EXPECT_GE(ticks.high, high - slack) << low << ' ' << high;
      for (const double value : ticks.values) EXPECT_TRUE(std::isfinite(value));
    }
  }
}

TEST(Ticks, TextsAreShort) {
  EXPECT_EQ(tick_text(0.30000000000000004, 1), "0.3");
  EXPECT_EQ(tick_text(-1e-17, 1), "0.0");
  EXPECT_EQ(tick_text(2.5e7, 0), "2.5e+07");
  EXPECT_EQ(tick_text(1e-9, 9), "1e-09");
}

TEST(Ticks, DrawsOnlyWhatIsFinite) {
  EXPECT_TRUE(is_drawable(-1e300));
  EXPECT_FALSE(is_drawable(1e301));
  EXPECT_FALSE(is_drawable(std::nan("")));
  EXPECT_FALSE(is_drawable(std::numeric_limits<double>::infinity()));
}

}  // namespace
}  // namespace mien
