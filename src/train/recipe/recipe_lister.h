#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "train/recipe/recipe_io.h"

namespace mien::train {

/// A key of a recipe.
struct RecipeKey {
  std::string name;
  std::string type;     ///< such as "number" or "one of"
  std::string range;    ///< values that are taken; empty for all
  std::string initial;  ///< the value of a key that is missing, as TOML has it; empty: required
};

/// The keys of one table of a recipe.
struct RecipeTable {
  std::string name;       ///< such as "network" or "data.labels"; empty for the keys above all
  bool repeated = false;  ///< may be given several times: [[name]]
  std::vector<RecipeKey> keys;
};

/// Lists what `RecipeReader` reads. It has the same functions, so that the list cannot differ from
/// what is read. Each key is listed once, with the value that it has in what is described first.
class RecipeLister {
 public:
  RecipeLister() { tables_.emplace_back(); }

  [[nodiscard]] const std::vector<RecipeTable>& list() const { return tables_; }
  /// Nothing is asked for by its presence alone.
  [[nodiscard]] bool has(std::string_view /*key*/) const { return false; }

  void text(std::string_view key, const std::string& value, Need need = Need::optional);
  void flag(std::string_view key, bool value);
  void number(std::string_view key, double value, double least, double most);
  template <std::integral Integer>
  void whole(std::string_view key, Integer value, std::int64_t least, std::int64_t most) {
    add_whole(key, static_cast<std::int64_t>(value), least, most);
  }
  void range(std::string_view key, const dataset::Range& value);
  void numbers(std::string_view key, const std::vector<float>& value, Need need = Need::optional);
  void texts(std::string_view key, const std::vector<std::string>& value);
  void text_set(std::string_view key, const std::set<std::string, std::less<>>& value);
  void text_map(std::string_view key, const std::map<std::string, std::string, std::less<>>& value);
  template <typename Value>
  void word(std::string_view key, const Value& value, const Words<Value>& words,
            Need need = Need::optional) {
    std::vector<std::string> names;
    std::string initial;
    for (const auto& [name, meaning] : words) {
      names.emplace_back(name);
      if (meaning == value) initial = name;
    }
    add_word(key, names, need == Need::required ? "" : initial);
  }
  template <typename Describe>
  void table(std::string_view key, const Describe& describe, Need = Need::optional) {
    const std::size_t before = enter(key, false);
    describe(*this);
    current_ = before;
  }
  template <typename Value, typename Describe>
  void tables(std::string_view key, std::vector<Value>& values, const Describe& describe) {
    for (Value& value : values) {
      const std::size_t before = enter(key, true);
      describe(*this, value);
      current_ = before;
    }
  }

 private:
  void add(std::string_view key, std::string type, std::string range, std::string initial);
  void add_whole(std::string_view key, std::int64_t value, std::int64_t least, std::int64_t most);
  void add_word(std::string_view key, const std::vector<std::string>& names,
                const std::string& initial);
  std::size_t enter(std::string_view key, bool repeated);

  std::vector<RecipeTable> tables_;
  std::size_t current_ = 0;  ///< of `tables_`
};

}  // namespace mien::train
