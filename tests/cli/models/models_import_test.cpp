#include "cli/models/models_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "cli/run_program.h"
#include "published/tiny_published_onnx.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ModelsImportTest : public testing::Test {
 protected:
  ModelsImportTest() {
    ::setenv("MIEN_MODELS", store().c_str(), 1);
    ::unsetenv("MIEN_CATALOGUE");
  }
  ~ModelsImportTest() override { ::unsetenv("MIEN_MODELS"); }

  [[nodiscard]] fs::path store() const { return folder_.path() / "models"; }
  [[nodiscard]] std::string file(const std::string& name) const {
    return (folder_.path() / name).string();
  }
  [[nodiscard]] std::string published(const std::string& name) const {
    std::ofstream(file(name), std::ios::binary) << tiny_published().SerializeAsString();
    return file(name);
  }

  TemporaryFolder folder_;
};

TEST_F(ModelsImportTest, PutsAnOnnxIntoTheModelFolder) {
  const ProgramResult imported =
      run_program({"models", "import", published("enet_b0_8_best_vgaf.onnx")});
  EXPECT_EQ(imported.exit_code, 0) << imported.errors;
  const fs::path file = store() / "enet-b0-8-best-vgaf.onnx";
  EXPECT_THAT(imported.output, HasSubstr(file.string()));
  EXPECT_THAT(imported.output, HasSubstr("AffectNet"));
  const ProgramResult shown = run_program({"models", "show", file.string()});
  EXPECT_THAT(shown.output, HasSubstr("anger, contempt, disgust, fear"));
  EXPECT_THAT(shown.output, HasSubstr("61.32"));
  EXPECT_THAT(shown.output, HasSubstr("published"));
}

TEST_F(ModelsImportTest, AnalyzesAtOnce) {
  const std::string model = file("made.onnx");
  const ProgramResult imported = run_program(
      {"models", "import", published("renamed.onnx"), "--as", "enet_b0_8_best_afew", "-o", model});
  EXPECT_EQ(imported.exit_code, 0) << imported.errors;
  const auto photo = test_data("media/bilevel.png");
  const ProgramResult result = run_program(
      {"analyze", "--detector", "none", "--model", model, "--jsonl", "-", photo.string()});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("\"contempt\""));
}

TEST_F(ModelsImportTest, ListsTheFilesItKnows) {
  const ProgramResult result = run_program({"models", "import"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, published_table());
  EXPECT_THAT(result.output, HasSubstr("enet_b0_8_best_vgaf.pt, enet_b0_8_best_vgaf.onnx"));
}

TEST_F(ModelsImportTest, RefusesNamesAndFilesItDoesNotKnow) {
  const ProgramResult unknown = run_program({"models", "import", published("weights.onnx")});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.errors, HasSubstr("--as NAME"));
  const ProgramResult other = run_program({"models", "import", published("enet_b2_7.onnx")});
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_THAT(other.errors, HasSubstr("[-1, 3, 260, 260]"));
  const std::string command = test_data("pytorch/command.pt").string();
  const ProgramResult hostile = run_program({"models", "import", command, "--as", "enet_b0_7"});
  EXPECT_EQ(hostile.exit_code, 3);
  EXPECT_THAT(hostile.errors, HasSubstr("posix.system"));
  EXPECT_FALSE(fs::exists(store() / "enet-b0-7.onnx"));
  EXPECT_EQ(run_program({"models", "import", file("enet_b0_7.pt")}).exit_code, 3);
}

}  // namespace
}  // namespace mien::cli
