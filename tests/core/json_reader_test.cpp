#include "core/json_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace mien {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const char* const example = R"({
  "name": "x", "size": 7, "share": 0.25, "big": "9007199254740993", "on": true,
  "list": [1, 2.5], "whole": [3, "4"], "words": ["a", "b"], "inner": {"deep": [{"k": 1}, {"k": 2}]}
})";

/// A document and a reader of it.
struct Read {
  explicit Read(std::string_view text)
      : document(JsonReader::parse(text, "file.json")), reader(document, "file.json", "") {}
  JsonReader::Json document;
  JsonReader reader;
};

template <typename Action>
std::string error_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "no error";
}

TEST(JsonReader, ReadsEveryKind) {
  Read read(example);
  JsonReader& reader = read.reader;
  EXPECT_EQ(reader.text("name"), "x");
  EXPECT_EQ(reader.text_or("absent", "y"), "y");
  EXPECT_EQ(reader.integer("size", 0, 10), 7);
  EXPECT_EQ(reader.number("share", 0, 1), 0.25);
  EXPECT_EQ(reader.whole_number("big"), 9007199254740993);
  EXPECT_TRUE(reader.boolean("on"));
  EXPECT_THAT(reader.numbers("list"), ElementsAre(1, 2.5F));
  EXPECT_THAT(reader.integers("whole"), ElementsAre(3, 4));
  EXPECT_THAT(reader.texts("words"), ElementsAre("a", "b"));
  JsonReader inner = reader.object("inner");
  std::vector<JsonReader> deep = inner.objects("deep");
  ASSERT_EQ(deep.size(), 2U);
  EXPECT_EQ(deep[1].integer("k", 0, 9), 2);
  EXPECT_NO_THROW(reader.finish());
}

TEST(JsonReader, NamesThePathToWhatIsWrong) {
  Read read(example);
  JsonReader inner = read.reader.object("inner");
  EXPECT_THAT(error_of([&] { (void)inner.objects("deep")[1].text("k"); }),
              AllOf(HasSubstr("file.json"), HasSubstr("\"inner.deep[1].k\""),
                    HasSubstr("expected a text"), HasSubstr("found 2")));
  EXPECT_THAT(error_of([&] { (void)read.reader.number("size", 0, 5); }),
              HasSubstr("expected a number from 0 to 5, found 7"));
  EXPECT_THAT(error_of([&] { (void)read.reader.integer("share", 0, 5); }), HasSubstr("whole"));
  EXPECT_THAT(error_of([&] { (void)read.reader.text("absent"); }), HasSubstr("found nothing"));
  EXPECT_THAT(error_of([&] { (void)read.reader.object("list"); }), HasSubstr("a list of 2"));
  EXPECT_THAT(error_of([&] { (void)read.reader.boolean("size"); }), HasSubstr("size"));
}

TEST(JsonReader, RefusesKeysThatNobodyReads) {
  Read read(R"({"known": 1, "unknown": 2})");
  (void)read.reader.integer("known", 0, 9);
  EXPECT_THAT(error_of([&] { read.reader.finish(); }), HasSubstr("\"unknown\""));
}

TEST(JsonReader, ChoosesAmongWords) {
  Read read(R"({"colour": "green"})");
  EXPECT_EQ(read.reader.word<int>("colour", {{"red", 1}, {"green", 2}}), 2);
  EXPECT_THAT(error_of([&] {
                (void)read.reader.word<int>("colour", {{"red", 1}, {"blue", 2}});
              }),
              HasSubstr("one of \"red\", \"blue\", found \"green\""));
}

TEST(JsonReader, RefusesHostileText) {
  for (const std::string text : {"", "[1]", "{\"a\":}", "{\"a\":1", "nul"}) {
    EXPECT_NE(error_of([&] { (void)JsonReader::parse(text, "file.json"); }), "no error") << text;
  }
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "{\"a\":";
  EXPECT_THAT(error_of([&] { (void)JsonReader::parse(deep, "file.json"); }), HasSubstr("nested"));
}

}  // namespace
}  // namespace mien
