#include "cli/shell/commands.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace mien::cli {
namespace {

std::vector<std::string> names_of(const Commands& commands) {
  std::vector<std::string> names;
  for (const Command& command : commands.list) names.push_back(command.app->get_name());
  return names;
}

TEST(Commands, AreMadeAlone) {
  const std::vector<std::string> all = names_of(make_commands("1.2.3"));
  EXPECT_GE(all.size(), 20U);
  for (const std::string& name : all) {
    const std::vector<std::string> arguments = {name, "--json"};
    const std::vector<std::string> names = names_of(make_commands("1.2.3", arguments));
    EXPECT_EQ(names, name == "help" ? all : std::vector<std::string>{name});
  }
}

TEST(Commands, AreAllMadeWhereOthersMayBeMeant) {
  const std::vector<std::string> all = names_of(make_commands("1.2.3"));
  for (const char* first : {"analyse", "--help", "-h", "", "--verison", "photo.jpg"}) {
    const std::vector<std::string> arguments = {first, "analyze"};
    EXPECT_EQ(names_of(make_commands("1.2.3", arguments)), all) << first;
  }
}

TEST(Commands, AreLeftOutForTheVersion) {
  const std::vector<std::string> arguments = {"--version"};
  EXPECT_TRUE(names_of(make_commands("1.2.3", arguments)).empty());
}

}  // namespace
}  // namespace mien::cli
