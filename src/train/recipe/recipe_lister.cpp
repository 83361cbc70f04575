#include "train/recipe/recipe_lister.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace mien::train {

namespace {

std::string in_quotes(std::string_view text) { return fmt::format("\"{}\"", text); }

template <typename Texts>
std::string list_of(const Texts& texts) {
  std::vector<std::string> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) items.push_back(in_quotes(text));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

}  // namespace

void RecipeLister::text(std::string_view key, const std::string& value, Need need) {
  add(key, "text", "", need == Need::required ? "" : in_quotes(value));
}

void RecipeLister::flag(std::string_view key, bool value) {
  add(key, "true or false", "", value ? "true" : "false");
}

void RecipeLister::number(std::string_view key, double value, double least, double most) {
  add(key, "number", fmt::format("{:g} to {:g}", least, most),
      fmt::format("{:g}", static_cast<float>(value)));
}

void RecipeLister::add_whole(std::string_view key, std::int64_t value, std::int64_t least,
                             std::int64_t most) {
  add(key, "whole number", fmt::format("{} to {}", least, most), std::to_string(value));
}

void RecipeLister::range(std::string_view key, const dataset::Range& value) {
  add(key, "[low, high]", "", fmt::format("[{:g}, {:g}]", value.low, value.high));
}

void RecipeLister::numbers(std::string_view key, const std::vector<float>& value, Need need) {
  add(key, "list of numbers", "",
      need == Need::required ? "" : fmt::format("[{:g}]", fmt::join(value, ", ")));
}

void RecipeLister::texts(std::string_view key, const std::vector<std::string>& value) {
  add(key, "list of texts", "", list_of(value));
}

void RecipeLister::text_set(std::string_view key, const std::set<std::string, std::less<>>& value) {
  add(key, "list of texts", "", list_of(value));
}

void RecipeLister::text_map(std::string_view key,
                            const std::map<std::string, std::string, std::less<>>& value) {
  std::vector<std::string> items;
  items.reserve(value.size());
  for (const auto& [name, text] : value)
    items.push_back(fmt::format("{} = {}", name, in_quotes(text)));
  add(key, "table of texts", "",
      items.empty() ? "{}" : fmt::format("{{ {} }}", fmt::join(items, ", ")));
}

void RecipeLister::add_word(std::string_view key, const std::vector<std::string>& names,
                            const std::string& initial) {
  std::vector<std::string> words;
  words.reserve(names.size());
  for (const std::string& name : names) words.push_back(in_quotes(name));
  add(key, "text", fmt::format("{}", fmt::join(words, ", ")),
      initial.empty() ? "" : in_quotes(initial));
}

void RecipeLister::add(std::string_view key, std::string type, std::string range,
                       std::string initial) {
  std::vector<RecipeKey>& keys = tables_[current_].keys;
  if (std::ranges::find(keys, key, &RecipeKey::name) != keys.end()) return;
  keys.push_back({std::string(key), std::move(type), std::move(range), std::move(initial)});
}

std::size_t RecipeLister::enter(std::string_view key, bool repeated) {
  const std::string& above = tables_[current_].name;
  std::string name = above.empty() ? std::string(key) : fmt::format("{}.{}", above, key);
  const std::size_t before = current_;
  const auto at = std::ranges::find(tables_, name, &RecipeTable::name);
  current_ = static_cast<std::size_t>(std::distance(tables_.begin(), at));
  if (at == tables_.end()) tables_.push_back({std::move(name), repeated, {}});
  return before;
}

}  // namespace mien::train
