#pragma once

#include "train/recipe/recipe.h"
#include "train/recipe/recipe_io.h"
#include "train/recipe/recipe_lister.h"

namespace mien::train {

// How the tables of a recipe are written, for RecipeReader, RecipeWriter and RecipeLister alike.

void describe(RecipeReader& io, DataRecipe& data);
void describe(RecipeWriter& io, DataRecipe& data);
void describe(RecipeLister& io, DataRecipe& data);
void describe(RecipeReader& io, dataset::AugmentOptions& augment);
void describe(RecipeWriter& io, dataset::AugmentOptions& augment);
void describe(RecipeLister& io, dataset::AugmentOptions& augment);
void describe(RecipeReader& io, StageRecipe& stage);
void describe(RecipeWriter& io, StageRecipe& stage);
void describe(RecipeLister& io, StageRecipe& stage);

}  // namespace mien::train
