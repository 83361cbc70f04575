#include "core/json_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

namespace mien {

namespace {

constexpr int deepest_nesting = 32;
constexpr int most_keys = 4096;

std::string describe(const JsonReader::Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return fmt::format("a list of {}", value.size());
  std::string text = value.dump(-1, ' ', true, JsonReader::Json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

std::optional<std::int64_t> whole_number_in(const JsonReader::Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : describe(value);
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace

JsonReader::Json JsonReader::parse(std::string_view text, std::string_view source) {
  // A limit on nesting keeps hostile files from exhausting the stack when the value is destroyed. A
  // limit on keys keeps them from taking quadratic time, since an ordered object compares each key
  // with all others.
  std::vector<int> keys(deepest_nesting + 2);
  const auto limit_depth = [&](int depth, Json::parse_event_t event, Json&) {
    if (depth > deepest_nesting) {
      throw Error(ErrorCode::model, fmt::format("{}: expected at most {} nested levels, found more",
                                                source, deepest_nesting));
    }
    int& count = keys[static_cast<std::size_t>(depth)];
    if (event == Json::parse_event_t::object_start) {
      keys[static_cast<std::size_t>(depth) + 1] = 0;
    } else if (event == Json::parse_event_t::key && ++count > most_keys) {
      throw Error(ErrorCode::model, fmt::format("{}: expected at most {} keys in an object, found "
                                                "more",
                                                source, most_keys));
    }
    return true;
  };
  try {
    Json value = Json::parse(text, limit_depth);
    if (!value.is_object()) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected a JSON object, found {}", source, describe(value)));
    }
    return value;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::model, fmt::format("{}: expected JSON: {}", source, error.what()));
  }
}

JsonReader::JsonReader(const Json& value, std::string_view source, std::string path, ErrorCode code)
    : value_(&value), source_(source), path_(std::move(path)), code_(code) {
  if (!value.is_object()) {
    throw Error(code_, fmt::format("{}: \"{}\": expected an object, found {}", source_, path_,
                                   describe(value)));
  }
}

std::string JsonReader::name_of(std::string_view key) const {
  return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

void JsonReader::fail(std::string_view key, std::string_view expected,
                      std::string_view actual) const {
  throw Error(code_, fmt::format("{}: \"{}\": expected {}, found {}", source_, name_of(key),
                                 expected, actual));
}

bool JsonReader::has(std::string_view key) const { return value_->contains(std::string(key)); }

const JsonReader::Json& JsonReader::at(std::string_view key) {
  const auto entry = value_->find(std::string(key));
  if (entry == value_->end()) fail(key, "this key", "nothing");
  read_.emplace(key);
  return *entry;
}

std::string JsonReader::text(std::string_view key) {
  const Json& value = at(key);
  if (!value.is_string()) fail(key, "a text", describe(value));
  return value.get<std::string>();
}

std::string JsonReader::text_or(std::string_view key, std::string fallback) {
  return has(key) ? text(key) : std::move(fallback);
}

double JsonReader::number(std::string_view key, double least, double most) {
  const Json& value = at(key);
  if (!value.is_number() || !(value.get<double>() >= least && value.get<double>() <= most)) {
    fail(key, fmt::format("a number from {} to {}", least, most), describe(value));
  }
  return value.get<double>();
}

std::int64_t JsonReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const double value = number(key, static_cast<double>(least), static_cast<double>(most));
  if (value != std::floor(value)) {
    fail(key, fmt::format("a whole number from {} to {}", least, most), fmt::format("{}", value));
  }
  return static_cast<std::int64_t>(value);
}

const JsonReader::Json& JsonReader::array(std::string_view key, std::string_view of_what) {
  const Json& value = at(key);
  if (!value.is_array()) fail(key, fmt::format("a list of {}", of_what), describe(value));
  return value;
}

bool JsonReader::boolean(std::string_view key) {
  const Json& value = at(key);
  if (!value.is_boolean()) fail(key, "true or false", describe(value));
  return value.get<bool>();
}

std::vector<std::string> JsonReader::keys() const {
  std::vector<std::string> result;
  for (const auto& [key, value] : value_->items()) result.push_back(key);
  return result;
}

std::int64_t JsonReader::whole_number(std::string_view key) {
  const Json& value = at(key);
  const auto number = whole_number_in(value);
  if (!number) fail(key, "a whole number", describe(value));
  return *number;
}

std::vector<std::int64_t> JsonReader::integers(std::string_view key) {
  std::vector<std::int64_t> result;
  for (const Json& value : array(key, "whole numbers")) {
    const auto number = whole_number_in(value);
    if (!number) fail(key, "a list of whole numbers", describe(value));
    result.push_back(*number);
  }
  return result;
}

std::vector<float> JsonReader::numbers(std::string_view key) {
  std::vector<float> result;
  for (const Json& value : array(key, "numbers")) {
    const double number = value.is_number() ? value.get<double>() : NAN;
    if (!(std::abs(number) < 1e30)) fail(key, "a list of finite numbers", describe(value));
    result.push_back(static_cast<float>(number));
  }
  return result;
}

std::vector<std::string> JsonReader::texts(std::string_view key) {
  std::vector<std::string> result;
  for (const Json& value : array(key, "texts")) {
    if (!value.is_string()) fail(key, "a list of texts", describe(value));
    result.push_back(value.get<std::string>());
  }
  return result;
}

JsonReader JsonReader::object(std::string_view key) {
  return {at(key), source_, name_of(key), code_};
}

std::vector<JsonReader> JsonReader::objects(std::string_view key) {
  std::vector<JsonReader> result;
  for (const Json& value : array(key, "objects")) {
    result.emplace_back(value, source_, fmt::format("{}[{}]", name_of(key), result.size()), code_);
  }
  return result;
}

void JsonReader::finish() const {
  for (const auto& [key, value] : value_->items()) {
    if (!read_.contains(key)) fail(key, "no such key", describe(value));
  }
}

}  // namespace mien
