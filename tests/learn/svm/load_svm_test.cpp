#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "mien/learn/pipeline.h"

namespace mien {
namespace {

/// Ends this process with 0 if the module is mapped into it after a saved classifier predicted.
[[noreturn]] void predict_and_look_for_module(const char* file) {
  const auto corpus = std::filesystem::path(MIEN_SOURCE_DIR) / "fuzz" / "corpus" / "classifier";
  const Pipeline pipeline = load_pipeline(corpus / file);
  const std::size_t columns = pipeline.classifier().features();
  (void)pipeline.predict({1, columns, std::vector<float>(columns, 0.5F)});
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find("libmien_svm") != std::string::npos) std::_Exit(0);
  }
  std::_Exit(1);
}

class SvmModuleDeathTest : public testing::Test {
 protected:
  // Each child begins anew: this process may have loaded the module for another test.
  SvmModuleDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(SvmModuleDeathTest, IsLoadedBySupportVectors) {
  EXPECT_EXIT(predict_and_look_for_module("rbf.mienclf"), testing::ExitedWithCode(0), "");
}

TEST_F(SvmModuleDeathTest, IsNotLoadedByASavedLinearClassifier) {
  EXPECT_EXIT(predict_and_look_for_module("linear.mienclf"), testing::ExitedWithCode(1), "");
}

}  // namespace
}  // namespace mien
