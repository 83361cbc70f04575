#include "train/recipe/recipe_reference.h"

#include <fmt/format.h>

#include <string_view>

#include "train/recipe/describe.h"
#include "train/recipe/recipe_file.h"

namespace mien::train {

namespace {

/// A recipe that has every table, and every kind of those that are of several kinds.
Recipe recipe_with_everything() {
  using dataset::TargetKind;
  Recipe recipe;
  recipe.hidden.emplace_back();
  for (const TargetKind kind : {TargetKind::classes, TargetKind::binary, TargetKind::age,
                                TargetKind::identity, TargetKind::affect}) {
    HeadRecipe& head = recipe.heads.emplace_back();
    head.kind = kind;
    if (kind == TargetKind::identity) head.arcface.emplace();
  }
  recipe.graph.emplace();
  recipe.teachers.emplace_back();
  DataRecipe& by_column = recipe.data.emplace_back();
  by_column.split = dataset::SplitColumn{};
  by_column.labels.resize(4);
  by_column.labels[0].from = dataset::NameColumn{};
  by_column.labels[1].from = dataset::VoteColumns{};
  by_column.labels[2].from = dataset::AgeColumn{};
  by_column.labels[3].from = dataset::AffectColumns{};
  recipe.data.emplace_back().split = dataset::SplitShare{};
  recipe.stages.emplace_back();
  return recipe;
}

std::string code(std::string_view text) { return text.empty() ? "" : fmt::format("`{}`", text); }

std::string table_text(const RecipeTable& table) {
  if (table.keys.empty()) return {};
  std::string text = "\n## ";
  if (table.name.empty()) {
    text += "The recipe itself\n";
  } else if (table.repeated) {
    text += fmt::format("`[[{}]]`\n", table.name);
  } else {
    text += fmt::format("`[{}]`\n", table.name);
  }
  text += "\n| key | type | values | default |\n|---|---|---|---|\n";
  for (const RecipeKey& key : table.keys) {
    const bool words = key.range.find('"') != std::string::npos;
    text += fmt::format("| {} | {} | {} | {} |\n", code(key.name), key.type,
                        words ? code(key.range) : key.range,
                        key.initial.empty() ? "required" : code(key.initial));
  }
  return text;
}

}  // namespace

std::vector<RecipeTable> recipe_tables() { return list_keys(recipe_with_everything()); }

std::string recipe_reference() {
  std::string text =
      "<!-- Written by `mien train --keys`. Change the definitions, not this. -->\n"
      "# Keys of a recipe\n\n"
      "Each table of a recipe, with the keys that it takes. [training.md](../guides/training.md) "
      "says "
      "what "
      "they do.\nA table in double brackets may be given several times. Of `[[heads]]` a kind of "
      "head takes some keys\nalone: `mien train` refuses the others.\n";
  for (const RecipeTable& table : recipe_tables()) text += table_text(table);
  return text;
}

}  // namespace mien::train
