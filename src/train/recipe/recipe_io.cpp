#include "train/recipe/recipe_io.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>

namespace mien::train {

void RecipeReader::range(std::string_view key, dataset::Range& value) {
  if (!reader_.has(key)) return;
  const std::vector<float> values = reader_.numbers(key);
  if (values.size() != 2 || values[0] > values[1]) {
    reader_.fail(key, "two numbers, the lower one first",
                 fmt::format("[{}]", fmt::join(values, ", ")));
  }
  value = {values[0], values[1]};
}

void RecipeReader::text_set(std::string_view key, std::set<std::string, std::less<>>& value) {
  if (!reader_.has(key)) return;
  const std::vector<std::string> values = reader_.texts(key);
  value = {values.begin(), values.end()};
}

void RecipeReader::text_map(std::string_view key,
                            std::map<std::string, std::string, std::less<>>& value) {
  if (!reader_.has(key)) return;
  JsonReader inner = reader_.object(key);
  value.clear();
  for (const std::string& name : inner.keys()) value.emplace(name, inner.text(name));
}

double RecipeWriter::shortest(double number) {
  return std::strtod(fmt::format("{}", static_cast<float>(number)).c_str(), nullptr);
}

}  // namespace mien::train
