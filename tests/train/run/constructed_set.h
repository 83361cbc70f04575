#pragma once

#include <utility>
#include <vector>

#include "dataset/picture_set.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// Four heads, one of each kind: three classes, two, ages 10 to 14, identities.
inline Recipe four_heads() {
  using dataset::TargetKind;
  Recipe recipe;
  recipe.heads = {
      {.attribute = "emotion", .kind = TargetKind::classes, .labels = {"neutral", "anger", "fear"}},
      {.attribute = "gender", .kind = TargetKind::binary, .labels = {"male", "female"}},
      {.attribute = "age", .kind = TargetKind::age, .labels = {}, .age_first = 10, .age_count = 5},
      {.attribute = "identity", .kind = TargetKind::identity, .labels = {}}};
  return recipe;
}

/// Pictures without files, with these targets for the heads of `four_heads`.
inline dataset::PictureSet constructed_set(
    const std::vector<std::vector<dataset::Target>>& pictures) {
  dataset::PictureSet set;
  for (const HeadRecipe& head : four_heads().heads) {
    set.heads.push_back({.attribute = head.attribute,
                         .kind = head.kind,
                         .labels = head.labels,
                         .age_first = head.age_first,
                         .age_count = head.kind == dataset::TargetKind::age ? head.age_count : 0});
  }
  set.heads[3].labels = {"a", "b", "c"};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    set.pictures.push_back({.source = 0, .record = i, .targets = pictures[i]});
  }
  return set;
}

}  // namespace mien::train
