#include "dataset/csv_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/csv.h"
#include "sets.h"

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::vector<std::string>> parse(std::string_view text) {
  CsvParser parser(text, "t.csv");
  std::vector<std::vector<std::string>> rows;
  while (const auto row = parser.next()) rows.push_back(row->fields);
  return rows;
}

std::string error_of(std::string_view text) {
  return message_of([&] { (void)parse(text); });
}

TEST(CsvParser, ReadsPlainFieldsOfAnyLineEnd) {
  EXPECT_THAT(parse("a,b\n1,2\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(parse("a,b\r\n1,2\r\n"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(parse("a,b\n1,2"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
  EXPECT_THAT(parse(",\n"), ElementsAre(ElementsAre("", "")));
  EXPECT_THAT(parse("a,"), ElementsAre(ElementsAre("a", "")));
}

TEST(CsvParser, SkipsTheByteOrderMarkAndEmptyLines) {
  EXPECT_THAT(parse("\xEF\xBB\xBFpath\n\n\r\na\n\n"),
              ElementsAre(ElementsAre("path"), ElementsAre("a")));
  EXPECT_THAT(parse(""), ElementsAre());
  EXPECT_THAT(parse("\n\n"), ElementsAre());
}

TEST(CsvParser, ReadsQuotedFields) {
  EXPECT_THAT(
      parse("\"a,b\",\"say \"\"hi\"\"\",\"\"\r\nx,\"two\r\nlines\",y\r\n"),
      ElementsAre(ElementsAre("a,b", "say \"hi\"", ""), ElementsAre("x", "two\r\nlines", "y")));
}

TEST(CsvParser, ReadsWhatTheReportsWrite) {
  for (const std::string text : {"plain", "a,b", "say \"hi\"", "two\nlines", " space ", "é", ""}) {
    EXPECT_THAT(parse("x," + csv_field(text) + "\n"), ElementsAre(ElementsAre("x", text)));
  }
}

TEST(CsvParser, CountsLinesAlsoInsideOfQuotes) {
  CsvParser parser("a\n\n\"1\n2\"\nb\n", "t.csv");
  EXPECT_EQ(parser.next()->line, 1U);
  EXPECT_EQ(parser.next()->line, 3U);
  EXPECT_EQ(parser.next()->line, 5U);
  EXPECT_FALSE(parser.next());
}

TEST(CsvParser, NamesTheLineOfWhatIsWrong) {
  EXPECT_THAT(error_of("a\n\"b\nc\nd"), HasSubstr("t.csv:2: expected a second quote"));
  EXPECT_THAT(error_of("a\nb\"c\n"), HasSubstr("t.csv:2: expected a field with a quote"));
  EXPECT_THAT(error_of("\"a\"b\n"), HasSubstr("t.csv:1: expected a comma or the end"));
  EXPECT_THAT(error_of(std::string_view("a\n\0\n", 4)), HasSubstr("t.csv:2: expected text"));
}

TEST(CsvParser, LimitsFieldsAndTheirNumber) {
  const std::string longest(CsvParser::max_field_bytes, 'x');
  EXPECT_THAT(parse(longest), ElementsAre(ElementsAre(longest)));
  EXPECT_THAT(error_of(longest + "x"), HasSubstr("at most 65536 bytes"));
  EXPECT_THAT(error_of("\"" + longest + "x\""), HasSubstr("at most 65536 bytes"));
  EXPECT_EQ(parse(std::string(CsvParser::max_fields - 1, ',')).front().size(),
            CsvParser::max_fields);
  EXPECT_THAT(error_of(std::string(CsvParser::max_fields, ',')), HasSubstr("at most 4096 fields"));
}

}  // namespace
}  // namespace mien::dataset
