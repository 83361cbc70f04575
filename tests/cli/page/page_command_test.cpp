#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "cli/run_program.h"
#include "core/output_file.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

using testing::HasSubstr;

TEST(PageCommandTest, WritesThePageWithTheCoreThatIsThere) {
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  const TemporaryFolder folder;
  write_file(folder.path() / "mien.js", std::string_view("export default 1;"));
  write_file(folder.path() / "mien.wasm", std::string_view("no module"));
  ::setenv("MIEN_PHONE", folder.path().c_str(), 1);
  const auto page = folder.path() / "page";
  const ProgramResult result = run_program({"page", "phone", "-o", page.string()});
  ::unsetenv("MIEN_PHONE");
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("files"));
  for (const char* name : {"index.html", "sw.js", "mien.wasm", "packs/rfb.pack"}) {
    EXPECT_TRUE(std::filesystem::is_regular_file(page / name)) << name;
  }
}

TEST(PageCommandTest, SaysHowToGetTheCoreAndWritesNothing) {
  const TemporaryFolder folder;
  ::setenv("MIEN_PHONE", folder.path().c_str(), 1);
  const auto page = folder.path() / "page";
  const ProgramResult result = run_program({"page", "phone", "-o", page.string()});
  ::unsetenv("MIEN_PHONE");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("make phone"));
  EXPECT_FALSE(std::filesystem::exists(page));
}

TEST(PageCommandTest, KnowsOnePage) {
  const ProgramResult result = run_program({"page", "desktop", "-o", "x"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("phone"));
}

}  // namespace
}  // namespace mien::cli
