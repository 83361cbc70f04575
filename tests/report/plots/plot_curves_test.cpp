#include "report/plots/plot_curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mien/core/error.h"
#include "report/well_formed.h"

namespace mien {
namespace {

using testing::HasSubstr;

TEST(PlotCurves, DrawsAPathAndALegendForEachCurve) {
  const std::vector<Curve> curves = {{"training", {0, 1, 2}, {3, 2, 1}},
                                     {"validation", {0, 1, 2}, {4, 3, 3}}};
  CurvesOptions options;
  options.title = "Loss";
  options.x_label = "epoch";
  const std::string svg = plot_curves(curves, options);
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, "<path class=\"curve c0\""), 2);  // its own and the legend's
  EXPECT_EQ(occurrences(svg, "<path class=\"curve c1\""), 2);
  for (const char* text : {">training<", ">validation<", ">Loss<", ">epoch<"})
    EXPECT_EQ(occurrences(svg, text), text == std::string(">Loss<") ? 2 : 1) << text;
  EXPECT_EQ(svg, plot_curves(curves, options));
}

TEST(PlotCurves, PutsPointsToScale) {
  CurvesOptions options;
  options.y_low = 0;
  options.y_high = 10;
  options.width = 400;
  options.height = 300;
  const std::vector<Curve> curves = {{"a", {0, 1, 2}, {0, 5, 30}}};
  // The axis "10" takes 2 characters: from x = 16 + 14.4 + 8 to 400 - 24; y from 268 up to 40, as
  // the legend takes 20. The third point is cut at 10.
  EXPECT_THAT(plot_curves(curves, options), HasSubstr("d=\"M38.4 268L207.2 154L376 40\""));
}

TEST(PlotCurves, WhatIsNotFiniteLeavesAGap) {
  const double none = std::nan("");
  const std::vector<Curve> curves = {{"a", {0, 1, 2, 3, 4, 5}, {1, 2, none, 3, none, 1e301}}};
  const std::string svg = plot_curves(curves, {});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, "nan"), 0);
  EXPECT_EQ(occurrences(svg, "<circle"), 1);  // the point between two gaps
  EXPECT_EQ(occurrences(svg, "L"), 1);
}

TEST(PlotCurves, CopesWithNothingAndWithMuch) {
  EXPECT_EQ(XmlCheck::problem_of(plot_curves({}, {})), "");
  std::vector<Curve> curves(30, Curve{"a name that is rather long for a legend", {1}, {1}});
  curves[3] = {hostile_text, {}, {}};
  const std::string svg = plot_curves(curves, {});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray=\"2 3\""));
}

TEST(PlotCurves, RefusesWhatMakesNoSense) {
  const std::vector<Curve> uneven = {{"a", {1, 2}, {1}}};
  EXPECT_THROW((void)plot_curves(uneven, {}), Error);
  CurvesOptions options;
  options.width = 10;
  EXPECT_THROW((void)plot_curves({}, options), Error);
  options = {};
  options.y_low = 3;
  options.y_high = 2;
  EXPECT_THROW((void)plot_curves({}, options), Error);
}

}  // namespace
}  // namespace mien
