#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "mien/core/error.h"
#include "train/recipe/recipe_file.h"

namespace mien::train {

/// A recipe with no more than it needs.
inline constexpr std::string_view least_recipe = R"(name = "least"
[network]
architecture = "mobilenet-v1"
[input]
size = 32
mean = [0, 0, 0]
scale = [1, 1, 1]
[[heads]]
attribute = "emotion"
kind = "classes"
labels = ["neutral", "anger"]
[[data]]
path = "faces"
use = "train"
[[data.labels]]
attribute = "emotion"
names = { column = "label" }
[[data]]
path = "faces"
use = "validate"
[[data.labels]]
attribute = "emotion"
names = { column = "label" }
[[stages]]
name = "all"
train = "all"
)";

/// A text with one part, which must be there, in place of another.
inline std::string with(std::string_view text, std::string_view old, std::string_view now) {
  std::string result(text);
  const std::size_t place = result.find(old);
  if (place == std::string::npos) {
    ADD_FAILURE() << "no \"" << old << "\" in the recipe";
    return result;
  }
  return result.replace(place, old.size(), now);
}

/// What parse_recipe says of a recipe called r.toml that it refuses.
inline std::string refusal(std::string_view toml) {
  try {
    (void)parse_recipe(toml, "r.toml");
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.what();
  }
  return "no error";
}

}  // namespace mien::train
