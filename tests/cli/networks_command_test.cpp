#include "cli/networks_command.h"

#include <gmock/gmock.h>

#include "run_program.h"

namespace mien::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(NetworksCommand, CountsForEightClasses) {
  const std::string table = networks_table({});
  EXPECT_THAT(table, ContainsRegex("mobilenet-v1 +3.22 M +3.2 M +568 M +1024"));
  EXPECT_THAT(table, ContainsRegex("efficientnet-b0 +4.02 M +4.3 M +385 M +1280"));
  EXPECT_THAT(table, ContainsRegex("rexnet-150 +7.82 M +8.3 M +874 M +1920"));
  EXPECT_THAT(table, ContainsRegex("resnet18 +11.18 M +11.7 M +1814 M +512"));
}

TEST(NetworksCommand, CountsForOtherClassesAndSizes) {
  // 992 more classes of 512 values and a bias are 0.51 M.
  EXPECT_THAT(networks_table({.classes = 1000}), ContainsRegex("resnet18 +11.69 M"));
  EXPECT_THAT(networks_table({.size = 112}), HasSubstr("a picture of 112 x 112"));
}

TEST(NetworksCommand, ProgramPrintsTheTable) {
  const ProgramResult result = run_program({"networks", "--classes", "1000"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, networks_table({.classes = 1000}));
  EXPECT_EQ(run_program({"networks", "--classes", "0"}).exit_code, 2);
  EXPECT_EQ(run_program({"networks", "--size", "100000"}).exit_code, 2);
}

}  // namespace
}  // namespace mien::cli
