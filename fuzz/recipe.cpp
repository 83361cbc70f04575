// Any bytes as a recipe of training. What is read is written, and must be read as the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "mien/core/error.h"
#include "train/recipe/recipe_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string written;
  try {
    written = mien::train::format_recipe(mien::train::parse_recipe(text, "recipe.toml"));
  } catch (const mien::Error&) {
    return 0;
  }
  if (mien::train::format_recipe(mien::train::parse_recipe(written, "written.toml")) != written) {
    std::abort();
  }
  return 0;
}
