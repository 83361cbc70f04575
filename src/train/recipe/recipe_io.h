#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json_reader.h"
#include "dataset/range.h"

namespace mien::train {

/// The words of a key and what they stand for.
template <typename Value>
using Words = std::vector<std::pair<std::string_view, Value>>;

enum class Need { optional, required };

/// Reads keys into values; a key that is missing leaves its value as it is, unless it is required.
/// `RecipeWriter` has the same functions, so that one description of a recipe serves both ways.
class RecipeReader {
 public:
  explicit RecipeReader(JsonReader reader) : reader_(std::move(reader)) {}

  void text(std::string_view key, std::string& value, Need need = Need::optional) {
    if (must_read(key, need)) value = reader_.text(key);
  }

  void flag(std::string_view key, bool& value) {
    if (reader_.has(key)) value = reader_.boolean(key);
  }

  void number(std::string_view key, double& value, double least, double most) {
    if (reader_.has(key)) value = reader_.number(key, least, most);
  }

  template <std::integral Integer>
  void whole(std::string_view key, Integer& value, std::int64_t least, std::int64_t most) {
    if (reader_.has(key)) value = static_cast<Integer>(reader_.integer(key, least, most));
  }

  void range(std::string_view key, dataset::Range& value);
  void numbers(std::string_view key, std::vector<float>& value, Need need = Need::optional) {
    if (must_read(key, need)) value = reader_.numbers(key);
  }

  void texts(std::string_view key, std::vector<std::string>& value) {
    if (reader_.has(key)) value = reader_.texts(key);
  }

  void text_set(std::string_view key, std::set<std::string, std::less<>>& value);
  void text_map(std::string_view key, std::map<std::string, std::string, std::less<>>& value);

  template <typename Value>
  void word(std::string_view key, Value& value, const Words<Value>& words,
            Need need = Need::optional) {
    if (must_read(key, need)) value = reader_.word(key, words);
  }

  /// A table of its own; one that is missing is read as an empty one would be only if required.
  template <typename Describe>
  void table(std::string_view key, const Describe& describe, Need need = Need::optional) {
    if (!must_read(key, need)) return;
    RecipeReader inner(reader_.object(key));
    describe(inner);
    inner.finish();
  }

  template <typename Value, typename Describe>
  void tables(std::string_view key, std::vector<Value>& values, const Describe& describe) {
    if (!reader_.has(key)) return;
    values.clear();
    for (JsonReader& element : reader_.objects(key)) {
      RecipeReader inner(std::move(element));
      describe(inner, values.emplace_back());
      inner.finish();
    }
  }

  [[nodiscard]] bool has(std::string_view key) const { return reader_.has(key); }
  [[noreturn]] void fail(std::string_view key, std::string_view expected,
                         std::string_view actual) const {
    reader_.fail(key, expected, actual);
  }
  void finish() const { reader_.finish(); }

 private:
  // Asking the reader for a required key that is missing throws.
  [[nodiscard]] bool must_read(std::string_view key, Need need) const {
    return need == Need::required || reader_.has(key);
  }

  JsonReader reader_;
};

/// Writes what `RecipeReader` reads, defaults included.
class RecipeWriter {
 public:
  using Json = JsonReader::Json;

  [[nodiscard]] const Json& json() const { return json_; }
  /// Nothing is asked for by its presence alone.
  [[nodiscard]] bool has(std::string_view /*key*/) const { return false; }

  void text(std::string_view key, const std::string& value, Need = Need::optional) {
    json_[std::string(key)] = value;
  }
  void flag(std::string_view key, bool value) { json_[std::string(key)] = value; }
  void number(std::string_view key, double value, double, double) {
    json_[std::string(key)] = value;
  }
  template <std::integral Integer>
  void whole(std::string_view key, Integer value, std::int64_t, std::int64_t) {
    json_[std::string(key)] = value;
  }
  void range(std::string_view key, const dataset::Range& value) {
    json_[std::string(key)] = {shortest(value.low), shortest(value.high)};
  }
  void numbers(std::string_view key, const std::vector<float>& value, Need = Need::optional) {
    Json list = Json::array();
    for (const float number : value) list.push_back(shortest(number));
    json_[std::string(key)] = std::move(list);
  }
  void texts(std::string_view key, const std::vector<std::string>& value) {
    json_[std::string(key)] = value;
  }
  void text_set(std::string_view key, const std::set<std::string, std::less<>>& value) {
    json_[std::string(key)] = value;
  }
  void text_map(std::string_view key,
                const std::map<std::string, std::string, std::less<>>& value) {
    json_[std::string(key)] = value;
  }
  template <typename Value>
  void word(std::string_view key, const Value& value, const Words<Value>& words,
            Need = Need::optional) {
    for (const auto& [name, meaning] : words) {
      if (meaning == value) json_[std::string(key)] = std::string(name);
    }
  }
  template <typename Describe>
  void table(std::string_view key, const Describe& describe, Need = Need::optional) {
    RecipeWriter inner;
    describe(inner);
    json_[std::string(key)] = inner.json_;
  }
  template <typename Value, typename Describe>
  void tables(std::string_view key, std::vector<Value>& values, const Describe& describe) {
    Json list = Json::array();
    for (Value& value : values) {
      RecipeWriter inner;
      describe(inner, value);
      list.push_back(inner.json_);
    }
    json_[std::string(key)] = std::move(list);
  }

 private:
  // The double that is written with as few digits as the float needs.
  [[nodiscard]] static double shortest(double number);

  Json json_ = Json::object();
};

}  // namespace mien::train
