#include "dataset/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>
#include <set>
#include <utility>

#include "dataset/csv_parser.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

[[noreturn]] void refuse_manifest(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::input, fmt::format("{}: {}", where, message));
}

/// What stands between the names of a first line that has no comma, if it is a usual separator.
std::string separator_hint(const CsvRow& row) {
  if (row.fields.size() != 1) return "";
  for (const auto& [separator, name] :
       {std::pair(';', "semicolons"), std::pair('\t', "tabs"), std::pair('|', "bars")}) {
    if (row.fields[0].find(separator) == std::string::npos) continue;
    return fmt::format(", whose names are separated by {}: expected commas", name);
  }
  return "";
}

void check_columns(const CsvRow& row, const std::string& name) {
  const std::string where = fmt::format("{}:{}", name, row.line);
  std::set<std::string_view> seen;
  for (const std::string& column : row.fields) {
    if (column.empty())
      refuse_manifest(where, "expected a name for each column, found an empty one");
    if (!seen.insert(column).second) {
      refuse_manifest(
          where, fmt::format("expected columns of different names, found \"{}\" twice", column));
    }
  }
  if (!seen.contains("path")) {
    refuse_manifest(where, fmt::format("expected a column \"path\", found {}{}",
                                       fmt::join(row.fields, ","), separator_hint(row)));
  }
}

std::optional<float> number(std::string_view text) {
  float value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<Box> box_of(const std::array<std::string_view, 4>& fields, const std::string& where) {
  if (std::ranges::all_of(fields, [](auto text) { return text.empty(); })) return std::nullopt;
  std::array<float, 4> values{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::optional<float> value = number(fields[i]);
    if (!value) {
      refuse_manifest(where,
                      fmt::format("expected a box of four numbers, found \"{}\"", fields[i]));
    }
    values[i] = *value;
  }
  if (!(values[2] > 0 && values[3] > 0)) {
    refuse_manifest(where,
                    fmt::format("expected a box with a width and height above 0, found {} x {}",
                                values[2], values[3]));
  }
  return Box{values[0], values[1], values[2], values[3]};
}

}  // namespace

bool is_box(const std::array<std::string_view, 4>& fields) {
  const std::optional<float> width = number(fields[2]);
  const std::optional<float> height = number(fields[3]);
  return number(fields[0]) && number(fields[1]) && width && height && *width > 0 && *height > 0;
}

std::string inside_path(std::string_view path, const std::string& where) {
  const std::filesystem::path parsed(path);
  const bool climbs = std::ranges::any_of(parsed, [](const auto& part) { return part == ".."; });
  std::string normal = parsed.lexically_normal().generic_string();
  if (normal.empty() || normal == "." || parsed.is_absolute() || climbs) {
    refuse_manifest(where,
                    fmt::format(R"(expected a relative path without "..", found "{}")", path));
  }
  return normal;
}

Records read_manifest(std::string_view text, const std::string& name) {
  CsvParser parser(text, name);
  const std::optional<CsvRow> head = parser.next();
  if (!head)
    refuse_manifest(name, "expected a first line that names the columns, found an empty file");
  check_columns(*head, name);
  Records records(head->fields);
  const std::size_t path_column = records.find_column("path").value();
  while (const std::optional<CsvRow> row = parser.next()) {
    const std::string where = fmt::format("{}:{}", name, row->line);
    if (row->fields.size() != head->fields.size()) {
      refuse_manifest(where, fmt::format("expected {} fields as in the first line, found {}",
                                         head->fields.size(), row->fields.size()));
    }
    if (row->line > std::numeric_limits<std::uint32_t>::max())
      refuse_manifest(where, "too many lines");
    (void)inside_path(row->fields[path_column], where);
    records.add(row->fields, row->line);
  }
  if (records.size() == 0) refuse_manifest(name, "expected lines below the first, found none");
  return records;
}

std::vector<std::optional<Box>> read_boxes(const Records& records, const std::string& name) {
  static constexpr std::array<std::string_view, 4> names = {"x", "y", "width", "height"};
  std::array<std::size_t, 4> columns{};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::optional<std::size_t> column = records.find_column(names[i]);
    if (!column) return {};
    columns[i] = *column;
  }
  std::vector<std::optional<Box>> boxes;
  for (std::size_t record = 0; record < records.size(); ++record) {
    std::array<std::string_view, 4> fields;
    for (std::size_t i = 0; i < names.size(); ++i) fields[i] = records.field(record, columns[i]);
    boxes.push_back(box_of(fields, fmt::format("{}:{}", name, records.line(record))));
  }
  return boxes;
}

Records records_by_folder(std::vector<std::string> pictures, const std::string& name,
                          const LeftOut& left_out) {
  if (pictures.empty()) {
    refuse_manifest(
        name, fmt::format("expected pictures in a folder for each class, or a labels.csv; found {}",
                          left_out.empty() ? "neither" : left_out_text(left_out)));
  }
  std::ranges::sort(pictures);
  const auto depth = [](const std::string& path) { return std::ranges::count(path, '/'); };
  const auto levels = depth(pictures.front());
  std::vector<std::string> columns = {"path", "label"};
  if (levels == 2) columns.emplace_back("split");
  Records records(columns);
  for (const std::string& path : pictures) {
    if (depth(path) != levels || levels < 1 || levels > 2) {
      refuse_manifest(
          name, fmt::format("expected pictures at CLASS/PICTURE, or all at SPLIT/CLASS/PICTURE, "
                            "or a labels.csv; found {}",
                            path));
    }
    const std::filesystem::path parent = std::filesystem::path(path).parent_path();
    std::vector<std::string> fields = {path, parent.filename().string()};
    if (levels == 2) fields.push_back(parent.parent_path().string());
    records.add(fields, 0);
  }
  return records;
}

}  // namespace mien::dataset
