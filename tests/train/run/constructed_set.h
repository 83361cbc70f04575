#pragma once

#include <string>
#include <utility>
#include <vector>

#include "dataset/picture_set.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// Four heads, one of each kind: three classes, two, ages 10 to 14, identities.
inline Recipe four_heads() {
  using dataset::TargetKind;
  Recipe recipe;
  const auto add = [&](const char* attribute, TargetKind kind, std::vector<std::string> labels) {
    HeadRecipe& head = recipe.heads.emplace_back();
    head.attribute = attribute;
    head.kind = kind;
    head.labels = std::move(labels);
    head.age_first = 10;
    head.age_count = 5;
  };
  add("emotion", TargetKind::classes, {"neutral", "anger", "fear"});
  add("gender", TargetKind::binary, {"male", "female"});
  add("age", TargetKind::age, {});
  add("identity", TargetKind::identity, {});
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
