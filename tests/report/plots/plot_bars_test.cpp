#include "report/plots/plot_bars.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "mien/core/error.h"
#include "report/well_formed.h"

namespace mien {
namespace {

using testing::HasSubstr;

TEST(PlotBars, DrawsBarsWithTheirIntervals) {
  const std::vector<Bar> bars = {{"first", 50, 40.0, 61.0}, {"second", 20, {}, {}}};
  const std::string svg = plot_bars(bars, {});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, "<rect class=\"accent\""), 2);
  EXPECT_EQ(occurrences(svg, "class=\"whisker\""), 3);
  EXPECT_THAT(svg, HasSubstr(">50.0 (40.0 – 61.0)<"));
  EXPECT_THAT(svg, HasSubstr(">20.0<"));
}

TEST(PlotBars, WritesEachGroupOnceAboveItsBars) {
  const std::vector<Bar> bars = {{.name = "first", .value = 1, .group = "young <&>"},
                                 {.name = "second", .value = 2, .group = "young <&>"},
                                 {.name = "third", .value = 3, .group = "old"}};
  const std::string svg = plot_bars(bars, {});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, ">young &lt;&amp;&gt;<"), 1);
  EXPECT_EQ(occurrences(svg, ">old<"), 1);
  EXPECT_LT(svg.find(">young"), svg.find(">first<"));
  EXPECT_LT(svg.find(">second<"), svg.find(">old<"));
}

TEST(PlotBars, CopesWithNegativeMissingAndHostile) {
  const std::vector<Bar> bars = {
      {hostile_text, -5, -7.0, -1.0}, {"none", std::nan(""), {}, {}}, {"huge", 1e300, {}, {}}};
  const std::string svg = plot_bars(bars, {.title = hostile_text, .value_label = hostile_text});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_THAT(svg, HasSubstr(">no value<"));
  EXPECT_EQ(occurrences(svg, "<rect class=\"accent\""), 2);
  EXPECT_EQ(occurrences(svg, "width=\"-"), 0);
  EXPECT_EQ(XmlCheck::problem_of(plot_bars({}, {})), "");
}

TEST(PlotBars, RefusesIntervalsWithoutTheValue) {
  const std::vector<Bar> bars = {{"first", 50, 51.0, 61.0}};
  EXPECT_THROW((void)plot_bars(bars, {}), Error);
  EXPECT_THROW((void)plot_bars({}, {.title = "", .value_label = "", .decimals = 99}), Error);
}

}  // namespace
}  // namespace mien
