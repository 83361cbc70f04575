#pragma once

#include <string>
#include <vector>

#include "train/recipe/recipe_lister.h"

namespace mien::train {

/// All tables of a recipe with all their keys, in the order in which they are read.
[[nodiscard]] std::vector<RecipeTable> recipe_tables();

/// The same as Markdown: docs/reference/recipe.md.
[[nodiscard]] std::string recipe_reference();

}  // namespace mien::train
