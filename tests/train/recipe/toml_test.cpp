#include "train/recipe/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"

namespace mien::train {
namespace {

using Json = JsonReader::Json;

std::string refusal_of(std::string_view toml) {
  try {
    (void)parse_toml(toml, "a.toml");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "no error";
}

TEST(Toml, BecomesJson) {
  const Json json = parse_toml(R"(text = "ä \"b\""
whole = -3
number = 1e-3
flag = true
[table]
list = [1, 2.5, "three"]
[[rows]]
a = 1
[[rows]]
a = { b = 2 }
)",
                               "a.toml");
  EXPECT_EQ(json["text"], "ä \"b\"");
  EXPECT_EQ(json["whole"], -3);
  EXPECT_DOUBLE_EQ(json["number"].get<double>(), 1e-3);
  EXPECT_EQ(json["flag"], true);
  EXPECT_EQ(json["table"]["list"], Json({1, 2.5, "three"}));
  EXPECT_EQ(json["rows"][1]["a"]["b"], 2);
}

TEST(Toml, IsReadBackAsItWasWritten) {
  const Json json = {{"text", "line\nbreak \"quoted\" \\ ä"},
                     {"whole", std::int64_t{1} << 53},
                     {"number", 0.1},
                     {"integral", 3.0},
                     {"tiny", 1.25e-30},
                     {"flag", false},
                     {"empty", Json::array()},
                     {"list", {1.5, 2.0, 3.25}},
                     {"texts", {"a", "b"}},
                     {"table", {{"key with space", 1}, {"ß", 2}}},
                     {"rows", {{{"a", 1}}, {{"a", {{"b", 2}}}}}}};
  const Json back = parse_toml(format_toml(json), "a.toml");
  // The order of keys is TOML's own.
  EXPECT_EQ(nlohmann::json(back), nlohmann::json(json));
}

TEST(Toml, NamesTheLineOfWhatItIsNot) {
  EXPECT_THAT(refusal_of("a = 1\nb = \nc = 2\n"), testing::StartsWith("a.toml:2: expected TOML: "));
  EXPECT_THAT(refusal_of("a = 1\n\na = 2\n"), testing::StartsWith("a.toml:3: expected TOML: "));
  EXPECT_THAT(refusal_of("[t\n"), testing::StartsWith("a.toml:1: expected TOML: "));
  EXPECT_THAT(refusal_of("a = \"\xff\"\n"), testing::StartsWith("a.toml:1: expected TOML: "));
  EXPECT_THAT(refusal_of("a = " + std::string(100000, '[')), testing::HasSubstr("expected TOML"));
}

TEST(Toml, RefusesDatesAndTimes) {
  for (const char* value : {"2020-01-01", "07:32:00", "1979-05-27T07:32:00Z"}) {
    EXPECT_EQ(
        refusal_of(std::string("a = 1\nb = ") + value + "\n"),
        "a.toml:2: expected a text, number, truth value, list or table, found a date or time");
  }
}

}  // namespace
}  // namespace mien::train
