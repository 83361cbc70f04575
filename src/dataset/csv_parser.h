#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mien::dataset {

/// One record of a CSV text.
struct CsvRow {
  std::size_t line = 0;  ///< where it starts, from 1
  std::vector<std::string> fields;
};

/// Reads CSV as RFC 4180 has it, record by record: fields between commas, quoted ones with commas,
/// line ends and doubled quotes. Lines end in LF or CRLF; empty lines and a byte order mark are
/// skipped.
class CsvParser {
 public:
  static constexpr std::size_t max_field_bytes = 1 << 16;
  static constexpr std::size_t max_fields = 4096;

  /// @param text must outlive the parser
  /// @param name what to call the text in messages
  CsvParser(std::string_view text, std::string name);

  /// The next record, or nothing at the end.
  /// @throws Error (ErrorCode::input) that names the line: a quote that does not end or stands
  /// inside an unquoted field, or a zero byte. Also for a field of more than `max_field_bytes`, or
  /// more than `max_fields`.
  [[nodiscard]] std::optional<CsvRow> next();

 private:
  [[noreturn]] void fail(std::size_t line, const std::string& message) const;
  [[nodiscard]] bool at_line_end() const;
  void skip_line_end();
  [[nodiscard]] std::string field();
  [[nodiscard]] std::string quoted_field();
  void append(std::string& field, char c) const;

  std::string_view text_;
  std::string name_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace mien::dataset
