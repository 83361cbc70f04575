#include "train/recipe/toml.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

#include "mien/core/error.h"

namespace mien::train {

namespace {

using Json = JsonReader::Json;

Json to_json(const toml::node& node, std::string_view name) {
  if (const auto* table = node.as_table()) {
    Json object = Json::object();
    for (const auto& [key, value] : *table) object[std::string(key.str())] = to_json(value, name);
    return object;
  }
  if (const auto* array = node.as_array()) {
    Json list = Json::array();
    for (const toml::node& value : *array) list.push_back(to_json(value, name));
    return list;
  }
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* whole = node.as_integer()) return whole->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* flag = node.as_boolean()) return flag->get();
  throw Error(
      ErrorCode::usage,
      fmt::format("{}:{}: expected a text, number, truth value, list or table, found a date "
                  "or time",
                  name, node.source().begin.line));
}

void insert(toml::table& table, const std::string& key, const Json& value);

toml::table to_table(const Json& object) {
  toml::table table;
  for (const auto& [key, value] : object.items()) insert(table, key, value);
  return table;
}

void append(toml::array& array, const Json& value) {
  if (value.is_object()) {
    array.push_back(to_table(value));
  } else if (value.is_string()) {
    array.push_back(value.get<std::string>());
  } else if (value.is_number_integer()) {
    array.push_back(value.get<std::int64_t>());
  } else {
    array.push_back(value.get<double>());
  }
}

void insert(toml::table& table, const std::string& key, const Json& value) {
  if (value.is_object()) {
    table.insert(key, to_table(value));
  } else if (value.is_array()) {
    toml::array array;
    for (const Json& element : value) append(array, element);
    table.insert(key, std::move(array));
  } else if (value.is_string()) {
    table.insert(key, value.get<std::string>());
  } else if (value.is_boolean()) {
    table.insert(key, value.get<bool>());
  } else if (value.is_number_integer()) {
    table.insert(key, value.get<std::int64_t>());
  } else {
    table.insert(key, value.get<double>());
  }
}

}  // namespace

JsonReader::Json parse_toml(std::string_view text, std::string_view name) {
  try {
    return to_json(toml::parse(text), name);
  } catch (const toml::parse_error& error) {
    throw Error(ErrorCode::usage, fmt::format("{}:{}: expected TOML: {}", name,
                                              error.source().begin.line, error.description()));
  }
}

std::string format_toml(const JsonReader::Json& object) {
  std::ostringstream text;
  text << to_table(object) << '\n';
  return std::move(text).str();
}

}  // namespace mien::train
