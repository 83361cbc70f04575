#include "cli/models/networks_command.h"

#include <gmock/gmock.h>

#include "cli/run_program.h"

namespace mien::cli {
namespace {

using testing::ContainsRegex;

TEST(NetworksCommand, CountsForEightClasses) {
  const std::string table = networks_table({});
  EXPECT_THAT(table, ContainsRegex("mobilenet-v1 +3.22 M +3.2 M +568 M +224 +1024"));
  EXPECT_THAT(table, ContainsRegex("efficientnet-b0 +4.02 M +4.3 M +385 M +224 +1280"));
  EXPECT_THAT(table, ContainsRegex("breg-next-50 +3.07 M +- +[0-9]+ M +112 +128"));
  EXPECT_THAT(table, ContainsRegex("densenet-121 +6.96 M +- +28[0-9][0-9] M +224 +1024"));
  EXPECT_THAT(table, ContainsRegex("rexnet-150 +7.82 M +8.3 M +874 M +224 +1920"));
  EXPECT_THAT(table, ContainsRegex("resnet18 +11.18 M +11.7 M +1814 M +224 +512"));
  EXPECT_THAT(table, ContainsRegex("inception-v3 +21.80 M +19.7 M +5711 M +299 +2048"));
  EXPECT_THAT(table, ContainsRegex("inception-resnet-v1 +23.49 M +12.3 M +1418 M +160 +512"));
  EXPECT_THAT(table, ContainsRegex("senet50 +26.06 M +25.5 M +3858 M +224 +2048"));
  EXPECT_THAT(table, ContainsRegex("nfnet-f0 +68.44 M +66.4 M +6974 M +192 +3072"));
  EXPECT_THAT(table, ContainsRegex("vgg16 +134.29 M +134.3 M +15466 M +224 +4096"));
}

TEST(NetworksCommand, CountsForOtherClassesAndSizes) {
  // 992 more classes of 512 values and a bias are 0.51 M.
  EXPECT_THAT(networks_table({.classes = 1000}), ContainsRegex("resnet18 +11.69 M"));
  EXPECT_THAT(networks_table({.size = 112}), ContainsRegex("resnet18 .* 48[0-9] M +112 "));
  EXPECT_THAT(networks_table({.size = 32}), ContainsRegex("inception-v3 .* - +32 "));
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
