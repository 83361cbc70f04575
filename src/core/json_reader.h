#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mien/core/error.h"

namespace mien {

/// Reads a JSON object key by key, with errors that name the source, the key, what was expected and
/// what was found; their code is that of the constructor (`parse`: ErrorCode::model). `finish`
/// refuses keys that nobody asked for.
class JsonReader {
 public:
  using Json = nlohmann::ordered_json;

  /// Parses text whose top level is an object.
  /// @param source what to call the text in messages
  [[nodiscard]] static Json parse(std::string_view text, std::string_view source);

  /// @param path the keys that lead to `value`, such as "input.mean"; empty at the top
  JsonReader(const Json& value, std::string_view source, std::string path,
             ErrorCode code = ErrorCode::model);

  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] std::string text(std::string_view key);
  [[nodiscard]] std::string text_or(std::string_view key, std::string fallback);
  [[nodiscard]] double number(std::string_view key, double least, double most);
  [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] bool boolean(std::string_view key);

  /// Whole numbers, also written as texts, as protobuf's JSON writes those of 64 bits.
  [[nodiscard]] std::int64_t whole_number(std::string_view key);
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view key);
  [[nodiscard]] std::vector<float> numbers(std::string_view key);
  [[nodiscard]] std::vector<std::string> texts(std::string_view key);
  [[nodiscard]] JsonReader object(std::string_view key);
  [[nodiscard]] std::vector<JsonReader> objects(std::string_view key);

  /// One of a fixed list of words, as the value it stands for.
  template <typename Value>
  [[nodiscard]] Value word(std::string_view key,
                           const std::vector<std::pair<std::string_view, Value>>& words) {
    const std::string word = text(key);
    std::string expected;
    for (const auto& [name, value] : words) {
      if (name == word) return value;
      expected += (expected.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    fail(key, "one of " + expected, "\"" + word + "\"");
  }

  /// @throws Error for a key that was never read.
  void finish() const;

  /// Throws the error for a key's value.
  [[noreturn]] void fail(std::string_view key, std::string_view expected,
                         std::string_view actual) const;

 private:
  const Json& at(std::string_view key);
  const Json& array(std::string_view key, std::string_view of_what);
  [[nodiscard]] std::string name_of(std::string_view key) const;

  const Json* value_;
  std::string source_;
  std::string path_;
  ErrorCode code_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace mien
