#include "gcn/word_vectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "core/printable.h"
#include "core/random.h"
#include "mien/core/error.h"

namespace mien::train {

namespace {

using VectorsByWord = std::map<std::string, std::vector<float>, std::less<>>;

constexpr std::size_t most_numbers = 4096;

[[noreturn]] void fail(const std::string& name, const std::string& message) {
  throw Error(ErrorCode::input, fmt::format("{}: {}", name, message));
}

std::optional<float> number(std::string_view text) {
  float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::vector<float> numbers(std::string_view text, const std::string& where) {
  std::vector<float> values;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view field = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (field.empty()) continue;  // word2vec ends lines with a space
    const std::optional<float> value = number(field);
    if (!value) fail(where, fmt::format("expected a number, found \"{}\"", printable(field)));
    values.push_back(*value);
    if (values.size() > most_numbers) {
      fail(where, fmt::format("expected at most {} numbers, found more", most_numbers));
    }
  }
  return values;
}

VectorsByWord read_text(std::istream& in, const std::string& name, const VectorsByWord& needed) {
  VectorsByWord vectors;
  std::size_t size = 0;
  std::string line;
  for (std::size_t at = 1; std::getline(in, line); ++at) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::size_t space = line.find(' ');
    const std::string_view word = std::string_view(line).substr(0, space);
    if (!needed.contains(word) || vectors.contains(word)) continue;
    const std::string where = fmt::format("{}:{}", name, at);
    if (space == std::string::npos) fail(where, "expected a word and its numbers, found a word");
    std::vector<float> values = numbers(std::string_view(line).substr(space + 1), where);
    if (values.empty() || (size != 0 && values.size() != size)) {
      fail(where, fmt::format("expected {} numbers, found {}",
                              size == 0 ? "some" : std::to_string(size), values.size()));
    }
    size = values.size();
    vectors.emplace(word, std::move(values));
    if (vectors.size() == needed.size()) break;
  }
  if (in.bad()) fail(name, "expected to read the file to its end, found an error");
  return vectors;
}

/// Takes "dimensions" and the wanted arrays of "vectors" out of a JSON that is never whole in
/// memory.
class WinkReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  WinkReader(const std::string& name, const VectorsByWord& needed) : name_(name), needed_(needed) {}

  VectorsByWord take() {
    if (dimensions_ <= 0) fail(name_, "expected \"dimensions\" above 0, found none");
    for (auto& [word, values] : found_) {
      if (values.size() < dimensions_) {
        fail(name_, fmt::format("expected {} numbers for \"{}\", found {}", dimensions_, word,
                                values.size()));
      }
      // What follows are the length of the vector and the index of the word.
      values.resize(dimensions_);
    }
    return std::move(found_);
  }

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t value) override { return add(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    if (depth_ == 1 && key_ == "dimensions" && value <= most_numbers) dimensions_ = value;
    return add(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(value); }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool start_object(std::size_t /*size*/) override {
    ++depth_;
    if (depth_ == 2) in_vectors_ = key_ == "vectors";
    return true;
  }
  bool key(string_t& value) override {
    key_ = std::move(value);
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t /*size*/) override {
    ++depth_;
    if (depth_ == 3 && in_vectors_ && needed_.contains(key_)) {
      taken_ = &found_[key_];
      taken_->clear();
    }
    return true;
  }
  bool end_array() override {
    --depth_;
    taken_ = nullptr;
    return true;
  }
  bool parse_error(std::size_t position, const std::string& /*last_token*/,
                   const nlohmann::detail::exception& /*error*/) override {
    fail(name_, fmt::format("byte {}: expected JSON, found something else", position));
  }

 private:
  bool add(double value) {
    if (taken_ != nullptr && taken_->size() < most_numbers) {
      taken_->push_back(static_cast<float>(value));
    }
    return true;
  }

  const std::string& name_;
  const VectorsByWord& needed_;
  VectorsByWord found_;
  std::vector<float>* taken_ = nullptr;
  std::string key_;
  std::size_t dimensions_ = 0;
  int depth_ = 0;
  bool in_vectors_ = false;
};

VectorsByWord read_json(std::istream& in, const std::string& name, const VectorsByWord& needed) {
  WinkReader reader(name, needed);
  (void)nlohmann::json::sax_parse(in, &reader);
  return reader.take();
}

}  // namespace

WordVectors read_word_vectors(const std::filesystem::path& path,
                              std::span<const std::string> words) {
  const std::string name = path.string();
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    fail(name, "expected a file of word vectors, found no such file");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) fail(name, "expected a file of word vectors, found one that cannot be read");
  VectorsByWord needed;
  for (const std::string& word : words) needed[word];
  const VectorsByWord vectors =
      in.peek() == '{' ? read_json(in, name, needed) : read_text(in, name, needed);
  WordVectors result;
  for (const std::string& word : words) {
    const auto at = vectors.find(word);
    if (at == vectors.end()) {
      fail(name, fmt::format("expected a vector of \"{}\", found none", printable(word)));
    }
    result.size = static_cast<int>(at->second.size());
    result.values.insert(result.values.end(), at->second.begin(), at->second.end());
  }
  return result;
}

WordVectors random_word_vectors(std::span<const std::string> words, int size, std::uint64_t seed) {
  WordVectors result{.size = size, .values = {}};
  for (const std::string& word : words) {
    std::uint64_t key = 0xCBF29CE484222325U;  // FNV-1a
    for (const char letter : word) {
      key = (key ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
    }
    Random random{seed, key};
    for (int i = 0; i < size; ++i) result.values.push_back(static_cast<float>(random.normal()));
  }
  return result;
}

}  // namespace mien::train
