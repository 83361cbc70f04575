#include "corpus/run/input.h"

#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <span>

#include "core/base64.h"
#include "core/json_reader.h"
#include "core/utf8.h"
#include "dataset/input_file.h"
#include "media/read_file.h"
#include "mien/core/error.h"

namespace mien::corpus {

namespace {

void put_name(nlohmann::ordered_json& line, const std::string& key, const std::string& name) {
  if (is_utf8(name)) {
    line[key] = name;
  } else {
    line[key + "_base64"] = base64_encode(std::as_bytes(std::span(name)));
  }
}

std::string take_name(JsonReader& line, const std::string& key) {
  if (line.has(key)) return line.text(key);
  const std::string coded = key + "_base64";
  if (!line.has(coded)) return {};
  const std::string text = line.text(coded);
  const std::optional<std::string> name = base64_decode(text);
  if (!name) line.fail(coded, "base64", text);
  return *name;
}

}  // namespace

std::string input_line(const Input& input) {
  nlohmann::ordered_json line;
  put_name(line, "file", input.file);
  if (!input.archive.empty()) {
    put_name(line, "archive", input.archive);
    line["offset"] = input.offset;
  }
  line["bytes"] = input.bytes;
  if (input.clip) line["clip"] = true;
  if (!input.error.empty()) line["error"] = to_utf8(input.error);
  return line.dump() + "\n";
}

Input parse_input_line(std::string_view line, const std::string& source) {
  const auto json = nlohmann::ordered_json::parse(line, nullptr, false);
  if (!json.is_object()) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a JSON object, found none", source));
  }
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  JsonReader reader(json, source, "", ErrorCode::input);
  Input input;
  input.file = take_name(reader, "file");
  if (input.file.empty()) reader.fail("file", "the name of a file", "none");
  input.archive = take_name(reader, "archive");
  if (!input.archive.empty()) {
    input.offset = static_cast<std::uint64_t>(reader.integer("offset", 0, most));
  }
  input.bytes = static_cast<std::uint64_t>(reader.integer("bytes", 0, most));
  input.clip = reader.has("clip") && reader.boolean("clip");
  if (input.clip && !input.archive.empty()) {
    reader.fail("archive", "none for a clip", input.archive);
  }
  input.error = reader.text_or("error", "");
  reader.finish();
  return input;
}

std::vector<std::byte> read_input(const Input& input) {
  if (input.archive.empty()) {
    const media::FileBytes file = media::read_file(input.file);
    return {file.bytes().begin(), file.bytes().end()};
  }
  return dataset::InputFile(input.archive).read(input.offset, input.bytes);
}

}  // namespace mien::corpus
