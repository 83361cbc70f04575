#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mien::dataset {

/// The records of a source: texts in named columns, one of which is "path". All texts lie in one
/// piece of memory.
class Records {
 public:
  /// @param columns different names, "path" among them
  explicit Records(std::vector<std::string> columns);

  /// @param fields one a column
  /// @param line of the manifest, 0 if there is none
  void add(std::span<const std::string> fields, std::size_t line);

  [[nodiscard]] std::size_t size() const { return lines_.size(); }
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }
  [[nodiscard]] std::optional<std::size_t> find_column(std::string_view name) const;
  [[nodiscard]] std::string_view field(std::size_t record, std::size_t column) const;
  [[nodiscard]] std::string_view path(std::size_t record) const;
  [[nodiscard]] std::size_t line(std::size_t record) const { return lines_[record]; }

 private:
  std::vector<std::string> columns_;
  std::size_t path_column_;
  std::string text_;
  std::vector<std::size_t> ends_;  ///< of each field in `text_`, row by row
  std::vector<std::uint32_t> lines_;
};

}  // namespace mien::dataset
