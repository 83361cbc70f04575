#include "dataset/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string_view>
#include <utility>

#include "mien/core/error.h"

namespace mien::dataset {

namespace {

using RecordIndices = std::vector<std::size_t>;

std::size_t column_of(const PictureSource& source, const std::string& name) {
  const auto column = source.records().find_column(name);
  if (!column) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a column \"{}\" to split by, found {}", source.name(),
                            name, fmt::join(source.records().columns(), ", ")));
  }
  return *column;
}

RecordIndices all_records(const PictureSource& source) {
  RecordIndices records(source.records().size());
  std::iota(records.begin(), records.end(), 0);
  return records;
}

RecordIndices select(const PictureSource& source, const WholeSource&) {
  return all_records(source);
}

RecordIndices select(const PictureSource& source, const SplitColumn& split) {
  const std::size_t column = column_of(source, split.column);
  RecordIndices records;
  std::set<std::string_view> values;
  constexpr std::size_t most_listed = 8;
  for (std::size_t record = 0; record < source.records().size(); ++record) {
    const std::string_view value = source.records().field(record, column);
    if (value == split.value) records.push_back(record);
    if (values.size() < most_listed) values.insert(value);
  }
  if (records.empty()) {
    throw Error(ErrorCode::input,
                fmt::format(R"({}: expected records with "{}" in column "{}", found {})",
                            source.name(), split.value, split.column, fmt::join(values, ", ")));
  }
  return records;
}

/// Fisher and Yates's shuffle; std::shuffle differs from library to library.
template <typename Value>
void shuffle(std::vector<Value>& values, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random() % left]);
  }
}

/// Records by the value of a column, in the order of the values; one class if there is no column.
std::vector<RecordIndices> by_value(const PictureSource& source, const std::string& column) {
  if (column.empty()) return {all_records(source)};
  const std::size_t index = column_of(source, column);
  std::map<std::string_view, RecordIndices> groups;
  for (std::size_t record = 0; record < source.records().size(); ++record) {
    groups[source.records().field(record, index)].push_back(record);
  }
  std::vector<RecordIndices> classes;
  classes.reserve(groups.size());
  for (auto& [value, records] : groups) classes.push_back(std::move(records));
  return classes;
}

/// Whether the middle of [begin, begin + length) of `all` lies in the share.
bool in_share(const SplitShare& split, std::size_t begin, std::size_t length, std::size_t all) {
  const double middle =
      (static_cast<double>(begin) + static_cast<double>(length) / 2) / static_cast<double>(all);
  return split.from <= middle && (middle < split.to || split.to >= 1);
}

RecordIndices select(const PictureSource& source, const SplitShare& split) {
  if (!(split.from >= 0 && split.from < split.to && split.to <= 1)) {
    throw Error(ErrorCode::usage, fmt::format("split: expected a share from 0 to 1, found {} to {}",
                                              split.from, split.to));
  }
  if (!split.stratify.empty() && !split.group.empty()) {
    throw Error(ErrorCode::usage,
                "split: expected a column to stratify by or one to group by, found both");
  }
  RecordIndices taken;
  if (!split.group.empty()) {
    std::vector<RecordIndices> groups = by_value(source, split.group);
    shuffle(groups, split.seed);
    std::size_t begin = 0;
    for (const RecordIndices& group : groups) {
      if (in_share(split, begin, group.size(), source.records().size())) {
        taken.insert(taken.end(), group.begin(), group.end());
      }
      begin += group.size();
    }
  } else {
    for (RecordIndices& stratum : by_value(source, split.stratify)) {
      shuffle(stratum, split.seed);
      for (std::size_t i = 0; i < stratum.size(); ++i) {
        if (in_share(split, i, 1, stratum.size())) taken.push_back(stratum[i]);
      }
    }
  }
  if (taken.empty()) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected records between the shares {} and {} of {}, found none",
                            source.name(), split.from, split.to, source.records().size()));
  }
  std::ranges::sort(taken);
  return taken;
}

}  // namespace

std::vector<std::size_t> select_records(const PictureSource& source, const Split& split) {
  return std::visit([&](const auto& kind) { return select(source, kind); }, split);
}

}  // namespace mien::dataset
