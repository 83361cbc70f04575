#include "dataset/csv_parser.h"

#include <fmt/format.h>

#include <utility>

#include "mien/core/error.h"

namespace mien::dataset {

CsvParser::CsvParser(std::string_view text, std::string name)
    : text_(text), name_(std::move(name)) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

void CsvParser::fail(std::size_t line, const std::string& message) const {
  throw Error(ErrorCode::input, fmt::format("{}:{}: {}", name_, line, message));
}

bool CsvParser::at_line_end() const {
  return at_ == text_.size() || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
}

void CsvParser::skip_line_end() {
  if (at_ == text_.size()) return;
  at_ += text_[at_] == '\r' ? 2 : 1;
  ++line_;
}

void CsvParser::append(std::string& field, char c) const {
  if (c == '\0') fail(line_, "expected text, found a zero byte");
  if (field.size() == max_field_bytes) {
    fail(line_, fmt::format("expected a field of at most {} bytes, found more (a quote that does "
                            "not end?)",
                            max_field_bytes));
  }
  field += c;
}

std::string CsvParser::quoted_field() {
  const std::size_t first_line = line_;
  std::string result;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] != '"') {
      line_ += text_[at_] == '\n' ? 1 : 0;
      append(result, text_[at_]);
    } else if (text_.substr(at_, 2) == "\"\"") {
      append(result, text_[at_++]);
    } else {
      ++at_;
      if (!at_line_end() && text_[at_] != ',') {
        fail(line_, "expected a comma or the end of the line after the quote that ends a field");
      }
      return result;
    }
  }
  fail(first_line, "expected a second quote that ends the field, found the end of the file");
}

std::string CsvParser::field() {
  if (at_ < text_.size() && text_[at_] == '"') return quoted_field();
  std::string result;
  for (; !at_line_end() && text_[at_] != ','; ++at_) {
    if (text_[at_] == '"') {
      fail(line_, "expected a field with a quote in it to be quoted as a whole");
    }
    append(result, text_[at_]);
  }
  return result;
}

std::optional<CsvRow> CsvParser::next() {
  while (at_ < text_.size() && at_line_end()) skip_line_end();
  if (at_ == text_.size()) return std::nullopt;
  CsvRow row;
  row.line = line_;
  row.fields.push_back(field());
  while (at_ < text_.size() && text_[at_] == ',') {
    ++at_;
    if (row.fields.size() == max_fields) {
      fail(line_, fmt::format("expected at most {} fields, found more", max_fields));
    }
    row.fields.push_back(field());
  }
  skip_line_end();
  return row;
}

}  // namespace mien::dataset
