#include "mien/descriptors/descriptor_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

#include "core/regular_file.h"
#include "dataset/csv_parser.h"
#include "mien/core/error.h"
#include "mien/learn/npy_file.h"

namespace mien {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_index = 1U << 30U;

std::string text_of(const fs::path& path) {
  return read_regular_text(path, largest_index, "a CSV", ErrorCode::input);
}

}  // namespace

std::optional<std::size_t> DescriptorTable::find(const std::string& column) const {
  const auto at = std::ranges::find(columns, column);
  if (at == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(at - columns.begin());
}

std::size_t DescriptorTable::column(const std::string& name) const {
  if (index.empty()) {
    throw Error(ErrorCode::input, fmt::format("expected an index of the descriptors with a column "
                                              "\"{}\", found none",
                                              name));
  }
  const std::optional<std::size_t> column = find(name);
  if (!column) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a column \"{}\", found {}", index, name,
                                              fmt::join(columns, ", ")));
  }
  return *column;
}

fs::path index_of(const fs::path& descriptors, const fs::path& index) {
  if (!index.empty()) return index;
  const fs::path beside = fs::path(descriptors) += ".csv";
  std::error_code ignored;
  return fs::exists(beside, ignored) ? beside : fs::path();
}

DescriptorTable read_descriptors(const fs::path& descriptors, const fs::path& index) {
  DescriptorTable table;
  table.features = read_npy(descriptors);
  const fs::path path = index_of(descriptors, index);
  if (path.empty()) return table;
  table.index = path.string();
  const std::string text = text_of(path);
  dataset::CsvParser parser(text, table.index);
  while (std::optional<dataset::CsvRow> row = parser.next()) {
    if (table.columns.empty()) {
      table.columns = std::move(row->fields);
      continue;
    }
    if (row->fields.size() != table.columns.size()) {
      throw Error(ErrorCode::input,
                  fmt::format("{}:{}: expected {} fields, found {}", table.index, row->line,
                              table.columns.size(), row->fields.size()));
    }
    table.rows.push_back(std::move(row->fields));
  }
  if (table.rows.size() != table.features.rows) {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: expected a line for each of the {} descriptors of {}, found {}",
                    table.index, table.features.rows, descriptors.string(), table.rows.size()));
  }
  return table;
}

LabelledTable labelled_rows(const DescriptorTable& table, const std::string& label,
                            const std::string& group, bool faceless) {
  const std::size_t label_column = table.column(label);
  const std::optional<std::size_t> frames = table.find("frames_with_face");
  LabelledTable result;
  std::set<std::string> names;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::vector<std::string>& fields = table.rows[r];
    if (fields[label_column].empty()) {
      ++result.unlabelled;
    } else if (!faceless && frames && fields[*frames] == "0") {
      ++result.faceless;
    } else {
      result.rows.push_back(r);
      names.insert(fields[label_column]);
    }
  }
  if (result.rows.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected descriptors with a \"{}\", found none of {}", table.index,
                            label, table.rows.size()));
  }
  result.samples.features = rows_of(table.features, result.rows);
  result.samples.names.assign(names.begin(), names.end());
  for (const std::size_t r : result.rows) {
    const auto at = std::ranges::lower_bound(result.samples.names, table.rows[r][label_column]);
    result.samples.classes.push_back(static_cast<std::uint32_t>(at - result.samples.names.begin()));
  }
  if (group.empty()) return result;
  const std::size_t group_column = table.column(group);
  std::map<std::string, std::size_t> numbers;
  for (const std::size_t r : result.rows) {
    result.groups.push_back(
        numbers.emplace(table.rows[r][group_column], numbers.size()).first->second);
  }
  return result;
}

}  // namespace mien
