#include "report/html/html_text.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(HtmlText, EscapesMarkup) {
  EXPECT_EQ(html_text("<script>\"a\" & 'b'"), "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;");
  EXPECT_EQ(html_text("\xff\x01\u202E"), "\\xff\\x01\\u{202e}");
  EXPECT_EQ(html_text("休暇 ü"), "休暇 ü");
}

TEST(HtmlText, WritesColours) { EXPECT_EQ(css_colour({1, 171, 255}), "#01abff"); }

}  // namespace
}  // namespace mien
