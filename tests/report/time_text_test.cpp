#include "report/time_text.h"

#include <gmock/gmock.h>

#include <cmath>

namespace mien {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

TEST(TimeText, IsThatOfClocks) {
  EXPECT_EQ(time_text(0), "0 s");
  EXPECT_EQ(time_text(3.24, 1), "3.2 s");
  EXPECT_EQ(time_text(59.96, 1), "1:00.0");
  EXPECT_EQ(time_text(59.4), "59 s");
  EXPECT_EQ(time_text(723.4), "12:03");
  EXPECT_EQ(time_text(723.45, 2), "12:03.45");
  EXPECT_EQ(time_text(3723), "1:02:03");
  EXPECT_EQ(time_text(-1.5, 1), "-1.5 s");
  EXPECT_EQ(time_text(-0.001, 1), "0.0 s");
  EXPECT_EQ(time_text(std::nan("")), "?");
  EXPECT_EQ(time_text(1e300), "?");
}

TEST(TimeTicks, AreRound) {
  EXPECT_THAT(time_ticks(0, 2, 9).values,
              Pointwise(DoubleNear(1e-9), std::vector<double>{0, 0.5, 1, 1.5, 2}));
  EXPECT_EQ(time_ticks(0, 2, 9).decimals, 1);
  EXPECT_THAT(time_ticks(0, 61, 9).values, ElementsAre(0, 10, 20, 30, 40, 50, 60));
  EXPECT_THAT(time_ticks(0, 1800, 9).values, ElementsAre(0, 300, 600, 900, 1200, 1500, 1800));
  EXPECT_THAT(time_ticks(95, 121, 3).values, ElementsAre(100, 110, 120));
  EXPECT_THAT(time_ticks(0, 7 * 3600, 4).values, ElementsAre(0, 7200, 14400, 21600));
  EXPECT_LE(time_ticks(0, 1e12, 10).values.size(), 11U);
  EXPECT_EQ(time_ticks(5, 5, 10).values.size(), 1U);
}

}  // namespace
}  // namespace mien
