#include "cli/shell/option_hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "mien/core/error.h"

namespace mien::cli {
namespace {

using testing::HasSubstr;

class OptionHints : public testing::Test {
 protected:
  OptionHints() {
    evaluate->add_option("--map", text);
    evaluate->add_option("--max-corrupt", text);
  }

  CLI::App program{"a program", "mien"};
  CLI::App* evaluate = program.add_subcommand("evaluate");
  CLI::App* plain = program.add_subcommand("plain");
  std::string text;
};

constexpr const char* message = R"(set: column "a": expected names such as neutral, found "0")";

TEST_F(OptionHints, NameOptionsOfTheCommandAlone) {
  program.parse("evaluate");
  EXPECT_EQ(option_hint(program, message), "--map NAME=LABEL,... says what names stand for");
  EXPECT_EQ(option_hint(program, "no such file"), "");
}

TEST_F(OptionHints, AreNotGivenWhereNoOptionHelps) {
  program.parse("plain");
  EXPECT_EQ(option_hint(program, message), "");
}

TEST_F(OptionHints, FollowTheMessageOfTheSameError) {
  program.parse("evaluate");
  try {
    (void)run_with_hints(program, []() -> int { throw Error(ErrorCode::input, message); });
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::input);
    EXPECT_THAT(error.what(), HasSubstr("found \"0\"; --map"));
  }
  EXPECT_EQ(run_with_hints(program, [] { return 7; }), 7);
}

}  // namespace
}  // namespace mien::cli
