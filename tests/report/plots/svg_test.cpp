#include "report/plots/svg.h"

#include <gtest/gtest.h>

#include "report/well_formed.h"

namespace mien {
namespace {

TEST(WellFormed, TellsGoodFromBad) {
  EXPECT_EQ(XmlCheck::problem_of("<a b=\"1\"><c/>&amp;</a>\n"), "");
  for (const char* bad : {"", "<a>", "<a></b>", "<a b=1/>", R"(<a b="1" b="2"/>)", "<a>&nbsp;</a>",
                          "<a>&</a>", "<a/><b/>", "<a b=\"<\"/>", "<a>\x01</a>", "<a/>text"})
    EXPECT_NE(XmlCheck::problem_of(bad), "") << bad;
}

TEST(Svg, EscapesEveryText) {
  Svg svg(100, 50, hostile_text);
  svg.text(1, 2, hostile_text);
  svg.turned_text(1, 2, 90, hostile_text, TextAnchor::end);
  const std::string document = svg.finished();
  EXPECT_EQ(XmlCheck::problem_of(document), "");
  EXPECT_EQ(occurrences(document, "<script"), 0);
  EXPECT_EQ(occurrences(document, "\xEF\xBF\xBF"), 0);
}

TEST(Svg, HasColoursForLightAndDark) {
  EXPECT_EQ(occurrences(Svg(10, 10, "t").finished(), "@media (prefers-color-scheme:dark)"), 1);
  EXPECT_EQ(series_class(0), "c0");
  EXPECT_EQ(series_class(9), "c1");
}

TEST(Svg, WritesShortNumbers) {
  EXPECT_EQ(Svg::number(1.5), "1.5");
  EXPECT_EQ(Svg::number(100), "100");
  EXPECT_EQ(Svg::number(-0.001), "0");
  EXPECT_EQ(Svg::number(2.0 / 3), "0.67");
}

}  // namespace
}  // namespace mien
