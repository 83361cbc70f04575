#include "report/csv.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Csv, QuotesWhereNeeded) {
  EXPECT_EQ(csv_field("plain.jpg"), "plain.jpg");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a;b"), "\"a;b\"");
  EXPECT_EQ(csv_field("say \"hi\""), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(csv_field("a\r\nb"), "\"a\r\nb\"");
  EXPECT_EQ(csv_field(" a"), "\" a\"");
  EXPECT_EQ(csv_field("\xff"), "\uFFFD");
  EXPECT_EQ(csv_field(std::string_view("a\0b", 3)), "a\uFFFDb");
}

TEST(Csv, DefusesFormulas) {
  for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "＝1"}) {
    EXPECT_EQ(csv_text(text), std::string("'") + text);
    EXPECT_EQ(csv_file_name(text), std::string("./") + text);
  }
  EXPECT_EQ(csv_text("\t=1"), "\"'\t=1\"");
  EXPECT_EQ(csv_text("a=1"), "a=1");
  EXPECT_EQ(csv_file_name("-"), "-");
  EXPECT_EQ(csv_file_name("/a/=1"), "/a/=1");
}

}  // namespace
}  // namespace mien
