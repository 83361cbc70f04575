#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "train/recipe/recipe.h"
#include "train/recipe/recipe_lister.h"

namespace mien::train {

/// Reads a recipe (docs/guides/training.md lists its keys).
/// @param name what to call it in messages
/// @throws Error (ErrorCode::usage) that names the key, what was expected and what was found, or
/// the line for what is not TOML.
[[nodiscard]] Recipe parse_recipe(std::string_view toml, std::string_view name);

/// Reads a recipe's file; paths of data and teachers in it are relative to its folder and become
/// absolute, so that what `format_recipe` writes of it holds in any folder.
/// @throws Error as `parse_recipe`; (ErrorCode::input) if the file cannot be read
[[nodiscard]] Recipe read_recipe(const std::filesystem::path& path);

/// Writes a recipe with all its settings; `parse_recipe` reads it back to the same.
[[nodiscard]] std::string format_recipe(const Recipe& recipe);

/// The tables of a recipe and their keys, with the values that the recipe gives them.
[[nodiscard]] std::vector<RecipeTable> list_keys(Recipe recipe);

}  // namespace mien::train
