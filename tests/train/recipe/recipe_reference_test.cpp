#include "train/recipe/recipe_reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "resources.h"

namespace mien::train {
namespace {

using testing::Contains;

const RecipeTable& table_of(const std::vector<RecipeTable>& tables, const std::string& name) {
  const auto at = std::ranges::find(tables, name, &RecipeTable::name);
  if (at == tables.end()) throw std::runtime_error(name);
  return *at;
}

TEST(RecipeReference, TheCommittedPageIsThatOfTheDefinitions) {
  const std::filesystem::path page =
      std::filesystem::path(MIEN_SOURCE_DIR) / "docs" / "reference" / "recipe.md";
  const std::vector<std::byte> bytes = read_bytes(page);
  const std::string committed(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_EQ(committed, recipe_reference())
      << "mien train --keys > docs/reference/recipe.md brings it up to date";
}

TEST(RecipeReference, EveryTableIsThere) {
  std::vector<std::string> names;
  for (const RecipeTable& table : recipe_tables()) names.push_back(table.name);
  for (const char* name : {"",
                           "network",
                           "input",
                           "crop",
                           "hidden",
                           "heads",
                           "heads.arcface",
                           "graph",
                           "teachers",
                           "data",
                           "data.split",
                           "data.share",
                           "data.labels",
                           "data.labels.names",
                           "data.labels.votes",
                           "data.labels.ages",
                           "data.labels.affect",
                           "augment.geometry",
                           "augment.surround",
                           "augment.colour",
                           "augment.degrade",
                           "augment.erase",
                           "stages",
                           "validate",
                           "export"}) {
    EXPECT_THAT(names, Contains(name));
  }
}

TEST(RecipeReference, KeysHaveTheirTypeValuesAndDefault) {
  const std::vector<RecipeTable> tables = recipe_tables();
  const RecipeTable& stages = table_of(tables, "stages");
  EXPECT_TRUE(stages.repeated);
  const auto optimizer = std::ranges::find(stages.keys, "optimizer", &RecipeKey::name);
  ASSERT_NE(optimizer, stages.keys.end());
  EXPECT_EQ(optimizer->range, "\"sgd\", \"adam\", \"adamw\"");
  const auto name = std::ranges::find(stages.keys, "name", &RecipeKey::name);
  ASSERT_NE(name, stages.keys.end());
  EXPECT_EQ(name->initial, "");  // required
  const auto dropout =
      std::ranges::find(table_of(tables, "network").keys, "dropout", &RecipeKey::name);
  EXPECT_EQ(dropout->type, "number");
  EXPECT_EQ(dropout->range, "0 to 0.99");
  EXPECT_EQ(dropout->initial, "0.2");
}

TEST(RecipeReference, EachKeyIsListedOnce) {
  for (const RecipeTable& table : recipe_tables()) {
    for (const RecipeKey& key : table.keys) {
      EXPECT_EQ(std::ranges::count(table.keys, key.name, &RecipeKey::name), 1)
          << table.name << "." << key.name;
    }
  }
}

}  // namespace
}  // namespace mien::train
