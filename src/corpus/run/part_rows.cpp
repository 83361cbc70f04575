#include "corpus/run/part_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "mien/core/error.h"
#include "report/csv.h"
#include "report/result_csv.h"

namespace mien::corpus {

namespace {

std::string identity_field(const std::vector<float>& feature) {
  std::string text;
  for (const float value : feature) {
    if (!text.empty()) text += ';';
    // The shortest text from which the same number is read.
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
  return text;
}

}  // namespace

std::string part_face_rows(const ImageResult& result, std::size_t number, bool identity) {
  const std::string rows = result_csv_rows(result);
  std::string_view rest = rows;
  std::string text;
  for (std::size_t face = 0; !rest.empty(); ++face) {
    const std::size_t length = record_length(rest);
    fmt::format_to(std::back_inserter(text), "{},{},", number,
                   identity && face < result.faces.size()
                       ? identity_field(result.faces[face].identity)
                       : std::string());
    text += rest.substr(0, length);
    rest.remove_prefix(length);
  }
  return text;
}

std::string part_input_row(const ImageResult& result, const InputFacts& facts) {
  return fmt::format("{},{},{},{},{},{},{},{}\n", facts.number, csv_file_name(result.file),
                     facts.bytes, facts.sha256, result.width, result.height, result.faces.size(),
                     csv_text(result.error));
}

std::size_t record_length(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\n' && !quoted) return i + 1;
  }
  return 0;
}

std::string_view behind_fields(std::string_view record, int fields) {
  for (int i = 0; i < fields; ++i) {
    const std::size_t comma = record.find(',');
    record.remove_prefix(comma == std::string_view::npos ? record.size() : comma + 1);
  }
  return record;
}

std::uint64_t record_number(std::string_view record, const std::string& source) {
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(record.data(), record.data() + record.size(), number);
  if (failure != std::errc{} || end == record.data() + record.size() || *end != ',') {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: expected a record that begins with a number, found another", source));
  }
  return number;
}

}  // namespace mien::corpus
