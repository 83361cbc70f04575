#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "train/recipe/recipe_file.h"

namespace mien::train {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const fs::path root = MIEN_SOURCE_DIR;

std::vector<fs::path> files_of(const fs::path& folder, const std::string& ending) {
  std::vector<fs::path> result;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ending) result.push_back(entry.path());
  }
  return result;
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(ShippedRecipes, AreReadAndNamedAsTheirFiles) {
  const std::vector<fs::path> recipes = files_of(root / "recipes", ".toml");
  ASSERT_GE(recipes.size(), 16U);
  for (const fs::path& path : recipes) {
    const Recipe recipe = read_recipe(path);
    EXPECT_EQ(recipe.name, path.stem().string());
    EXPECT_FALSE(recipe.licence.empty()) << path;
    EXPECT_FALSE(recipe.data_terms.empty()) << path;
    EXPECT_NO_THROW((void)parse_recipe(format_recipe(recipe), path.string())) << path;
  }
}

TEST(ShippedRecipes, TakeDataFromTheFoldersThatTheDocumentationNames) {
  for (const fs::path& path : files_of(root / "recipes", ".toml")) {
    for (const DataRecipe& data : read_recipe(path).data) {
      const std::string below = fs::path(data.path).lexically_relative(root).generic_string();
      EXPECT_THAT(below, AnyOf(StartsWith("DATA/"), StartsWith("prepared/"))) << path;
    }
  }
}

TEST(ShippedRecipes, NameNoFolderOfTheMachineThatTheyWereMadeOn) {
  for (const auto& [folder, ending] :
       {std::pair(root / "recipes", ".toml"), std::pair(root / "docs", ".md"),
        std::pair(root / "models", ".md")}) {
    for (const fs::path& path : files_of(folder, ending)) {
      EXPECT_THAT(text_of(path), Not(HasSubstr("shared/data"))) << path;
    }
  }
}

// Section 3 of the paper.
TEST(ShippedRecipes, FollowThePapersSchedule) {
  for (const char* name : {"paper-identity", "paper-affectnet-8", "paper-affectnet-7"}) {
    const Recipe recipe = read_recipe(root / "recipes" / (std::string(name) + ".toml"));
    ASSERT_EQ(recipe.stages.size(), 2U) << name;
    const bool identity = recipe.heads[0].attribute == "identity";
    EXPECT_EQ(recipe.stages[0].train, Trained::heads);
    EXPECT_EQ(recipe.stages[0].epochs, identity ? 1 : 3);
    EXPECT_EQ(recipe.stages[0].head_learning_rate, 1e-3);
    EXPECT_EQ(recipe.stages[1].train, Trained::all);
    EXPECT_EQ(recipe.stages[1].epochs, 10);
    EXPECT_EQ(recipe.stages[1].learning_rate, 1e-4);
    for (const StageRecipe& stage : recipe.stages) {
      EXPECT_EQ(stage.sam_rho, 0.05);
      EXPECT_EQ(stage.optimizer.kind, OptimizerKind::adam);
      EXPECT_FALSE(stage.sam_statistics_once);
    }
  }
  const Recipe eight = read_recipe(root / "recipes" / "paper-affectnet-8.toml");
  EXPECT_EQ(eight.heads[0].labels.size(), 8U);
  EXPECT_EQ(eight.heads[0].class_weight_mean, ClassWeightMean::samples);
  EXPECT_EQ(read_recipe(root / "recipes" / "paper-affectnet-7.toml").heads[0].labels.size(), 7U);
}

}  // namespace
}  // namespace mien::train
