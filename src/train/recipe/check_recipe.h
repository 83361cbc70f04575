#pragma once

#include <string_view>

#include "train/recipe/recipe.h"

namespace mien::train {

/// Checks what one key alone cannot show: that names refer to something, that heads have what their
/// kind needs, that there are data to train on and to validate with.
/// @param name what to call the recipe in messages
/// @throws Error (ErrorCode::usage) that names the key, what was expected and what was found.
void check_recipe(const Recipe& recipe, std::string_view name);

}  // namespace mien::train
