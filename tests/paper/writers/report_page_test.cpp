#include "paper/writers/report_page.h"

#include <gmock/gmock.h>

#include "paper/writers/small_table.h"

namespace mien::paper {
namespace {

using testing::HasSubstr;
using testing::Not;

ReportFacts facts() {
  return {.statement = "Numbers of Somebody 2021.",
          .command = "mien reproduce --data <d>",
          .seed = 7,
          .machine = {"CPU", 2, 4, "Debian", "ONNX Runtime"},
          .data = {{"set.tar", "abc", "12 pictures"}}};
}

TEST(ReportPage, SaysHowItWasMeasured) {
  const std::string page = report_page({{small_table()}}, facts());
  EXPECT_THAT(page, HasSubstr("<code>mien reproduce --data &lt;d&gt;</code>"));
  EXPECT_THAT(page, HasSubstr("<p class=\"hint\">Numbers of Somebody 2021.</p>"));
  EXPECT_THAT(page, HasSubstr("Seed 7. CPU, 2 processors"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"row\">set.tar</th><td>12 pictures</td>"));
  EXPECT_THAT(page, HasSubstr("id=\"table-9\""));
  EXPECT_THAT(page, HasSubstr(".table { order: 2;"));
}

TEST(ReportPage, FetchesNothing) {
  const std::string page = report_page({{small_table()}}, facts());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* part : {"<script", "<link", "url(", "src=", "href="}) {
    EXPECT_THAT(page, Not(HasSubstr(part)));
  }
}

TEST(ReportMarkdown, HasTheTablesAndTheFacts) {
  const std::string text = report_markdown({{small_table()}}, facts());
  EXPECT_THAT(text, HasSubstr("## Table 9: tests\n"));
  EXPECT_THAT(text, HasSubstr("    mien reproduce --data <d>\n\nSeed 7. CPU"));
  EXPECT_THAT(text, HasSubstr("- set.tar: 12 pictures, SHA-256 abc\n"));
}

}  // namespace
}  // namespace mien::paper
