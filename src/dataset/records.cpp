#include "dataset/records.h"

#include <algorithm>
#include <utility>

namespace mien::dataset {

Records::Records(std::vector<std::string> columns)
    : columns_(std::move(columns)), path_column_(find_column("path").value()) {}

void Records::add(std::span<const std::string> fields, std::size_t line) {
  for (const std::string& field : fields) {
    text_ += field;
    ends_.push_back(text_.size());
  }
  lines_.push_back(static_cast<std::uint32_t>(line));
}

std::optional<std::size_t> Records::find_column(std::string_view name) const {
  const auto match = std::ranges::find(columns_, name);
  if (match == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(match - columns_.begin());
}

std::string_view Records::field(std::size_t record, std::size_t column) const {
  const std::size_t index = record * columns_.size() + column;
  const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
  return std::string_view(text_).substr(begin, ends_[index] - begin);
}

std::string_view Records::path(std::size_t record) const { return field(record, path_column_); }

}  // namespace mien::dataset
