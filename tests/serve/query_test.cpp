#include "serve/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "serve/problem.h"

namespace mien::serve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Call call_with(std::multimap<std::string, std::string> query) {
  Call call;
  call.query = std::move(query);
  return call;
}

/// The message of the problem with status 400 that reading throws.
std::string refusal(const Call& call, const std::function<void(Query&)>& read) {
  Query query(call);
  try {
    read(query);
    query.finish();
  } catch (const Problem& problem) {
    EXPECT_EQ(problem.status(), 400);
    return problem.what();
  }
  return "";
}

TEST(Query, ReadsValues) {
  const Call call = call_with({{"a", "12"}, {"b", "0.5"}, {"c", "true"}, {"d", "age,emotion"}});
  Query query(call);
  EXPECT_EQ(query.integer("a", 1, 12), 12);
  EXPECT_EQ(query.number("b", 0, 1), 0.5);
  EXPECT_TRUE(query.flag("c"));
  EXPECT_THAT(query.words("d", {"age", "emotion", "gender"}), ElementsAre("age", "emotion"));
  EXPECT_EQ(query.integer("e", 1, 2), std::nullopt);
  EXPECT_FALSE(query.flag("f"));
  query.finish();
}

TEST(Query, RefusesImpossibleValues) {
  for (const char* value : {"", "0", "13", "1.5", "x", "1 ", "99999999999999999999"}) {
    EXPECT_THAT(refusal(call_with({{"a", value}}),
                        [](Query& query) { static_cast<void>(query.integer("a", 1, 12)); }),
                HasSubstr("a: expected a whole number of 1 to 12"))
        << value;
  }
  for (const char* value : {"nan", "inf", "-0.1", "1.1", "", "0,5"}) {
    EXPECT_THAT(refusal(call_with({{"a", value}}),
                        [](Query& query) { static_cast<void>(query.number("a", 0, 1)); }),
                HasSubstr("a: expected a number"))
        << value;
  }
  for (const char* value : {"", "age,", ",age", "age,age", "size"}) {
    EXPECT_THAT(refusal(call_with({{"a", value}}),
                        [](Query& query) { static_cast<void>(query.words("a", {"age"})); }),
                HasSubstr("a: expected some of age"))
        << value;
  }
  EXPECT_THAT(
      refusal(call_with({{"a", "yes"}}), [](Query& query) { static_cast<void>(query.flag("a")); }),
      HasSubstr("expected true or false, found \"yes\""));
}

TEST(Query, RefusesWhatNobodyAskedForAndWhatComesTwice) {
  EXPECT_THAT(
      refusal(call_with({{"b", "1"}}), [](Query& query) { static_cast<void>(query.flag("a")); }),
      HasSubstr("expected a query of a, found \"b\""));
  EXPECT_THAT(refusal(call_with({{"a", "1"}, {"a", "2"}}),
                      [](Query& query) { static_cast<void>(query.integer("a", 1, 2)); }),
              HasSubstr("found it twice"));
}

}  // namespace
}  // namespace mien::serve
