#include "report/display_text.h"

#include <gtest/gtest.h>

#include "sample_results.h"

namespace mien {
namespace {

TEST(DisplayWidth, CountsColumns) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("ünï"), 3);
  EXPECT_EQ(display_width("u\u0308"), 1);
  EXPECT_EQ(display_width("休暇"), 4);
  EXPECT_EQ(display_width("😀"), 2);
}

TEST(ShortenMiddle, KeepsStartAndEnd) {
  EXPECT_EQ(shorten_middle("short", 5), "short");
  EXPECT_EQ(shorten_middle("photos/2024/holiday.jpg", 11), "phot…ay.jpg");
  EXPECT_EQ(shorten_middle("abc", 1), "…");
  EXPECT_EQ(shorten_middle("abc", 0), "");
  EXPECT_EQ(shorten_middle("abc", -3), "");
  EXPECT_EQ(shorten_middle("休暇休暇休暇", 6), "休…暇");
}

TEST(ShortenMiddle, NeverTakesMoreThanTheWidth) {
  for (const ImageResult& result : sample_results()) {
    const std::string name = printable(result.file);
    for (int width = 0; width < 40; ++width) {
      EXPECT_LE(display_width(shorten_middle(name, width)), width) << name;
    }
  }
}

TEST(Pad, CountsColumnsNotBytes) {
  EXPECT_EQ(pad_right("休", 4), "休  ");
  EXPECT_EQ(pad_left("ü", 3), "  ü");
  EXPECT_EQ(pad_left("long", 2), "long");
}

TEST(Wrap, CutsAtSpaces) {
  EXPECT_EQ(wrap("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("one two", 7), (std::vector<std::string>{"one two"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("one  two", 3), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(wrap("休暇", 1), (std::vector<std::string>{"休", "暇"}));
  EXPECT_TRUE(wrap("", 3).empty());
}

}  // namespace
}  // namespace mien
