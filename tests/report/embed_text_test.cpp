#include <gtest/gtest.h>

#include "report/html/page.h"
#include "sample_results.h"

namespace mien {
namespace {

TEST(EmbedText, HoldsTheFileByteForByte) {
  const auto folder = std::filesystem::path(MIEN_SOURCE_DIR) / "src" / "report" / "html";
  EXPECT_EQ(report_page_css, read_text(folder / "page.css"));
  EXPECT_EQ(report_page_js, read_text(folder / "page.js"));
  EXPECT_FALSE(report_page_css.empty());
}

}  // namespace
}  // namespace mien
