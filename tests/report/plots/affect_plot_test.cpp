#include "report/plots/affect_plot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "report/well_formed.h"

namespace mien {
namespace {

using testing::HasSubstr;

TEST(AffectPlot, PutsThePointWhereValenceAndArousalSay) {
  const std::string svg = affect_plot({.valence = 0.5F, .arousal = -0.25F});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  // Arousal points upwards, y downwards.
  EXPECT_THAT(svg, HasSubstr(R"(class="point" cx="25.0" cy="12.5")"));
  EXPECT_THAT(svg, HasSubstr("aria-label=\"valence 0.50, arousal -0.25\""));
}

TEST(AffectPlot, KeepsNumbersThatAreNoneInside) {
  const std::string svg =
      affect_plot({.valence = std::numeric_limits<float>::quiet_NaN(), .arousal = 1e30F});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_THAT(svg, HasSubstr(R"(cx="0.0" cy="-50.0")"));
}

}  // namespace
}  // namespace mien
