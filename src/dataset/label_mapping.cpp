#include "dataset/label_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "dataset/intervals.h"
#include "mien/core/error.h"

namespace mien::dataset {

namespace {

constexpr int most_votes = 1'000'000;

[[noreturn]] void fail_usage(const TargetHead& head, const std::string& message) {
  throw Error(ErrorCode::usage, fmt::format("labels of {}: {}", head.attribute, message));
}

/// A column of a source, for values and for messages.
struct Column {
  const PictureSource* source;
  std::size_t index;

  [[nodiscard]] std::string_view at(std::size_t record) const {
    return source->records().field(record, index);
  }
  [[noreturn]] void fail(std::size_t record, std::string_view expected) const {
    throw Error(ErrorCode::input,
                fmt::format(R"({}: column "{}": expected {}, found "{}")", source->where(record),
                            source->records().columns()[index], expected, at(record)));
  }
};

Column find(const PictureSource& source, const std::string& name) {
  const std::optional<std::size_t> index = source.records().find_column(name);
  if (!index) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a column \"{}\", found {}", source.name(), name,
                            fmt::join(source.records().columns(), ", ")));
  }
  return {&source, *index};
}

/// The head's labels for messages; the first few of many.
std::string listed(const std::vector<std::string>& labels) {
  constexpr std::size_t most = 12;
  const auto end = labels.begin() + static_cast<std::ptrdiff_t>(std::min(labels.size(), most));
  return fmt::format("one of {}{}", fmt::join(labels.begin(), end, ", "),
                     labels.size() > most ? ", ..." : "");
}

using Indices = std::map<std::string, std::size_t, std::less<>>;

Indices indices_of(const TargetHead& head) {
  Indices indices;
  for (std::size_t i = 0; i < head.labels.size(); ++i) {
    if (!indices.emplace(head.labels[i], i).second) {
      fail_usage(head,
                 fmt::format("expected different labels, found \"{}\" twice", head.labels[i]));
    }
  }
  return indices;
}

Target target_of_index(const TargetHead& head, std::size_t index) {
  if (head.kind == TargetKind::identity) return {static_cast<float>(index)};
  if (head.kind == TargetKind::binary) return {index == 0 ? 1.0F : 0.0F};
  Target target(head.labels.size(), 0.0F);
  target[index] = 1;
  return target;
}

TargetReader reader_of(const PictureSource& source, const TargetHead& head,
                       const NameColumn& from) {
  if (head.kind == TargetKind::age) {
    fail_usage(head, "expected a column of ages, found one of names");
  }
  if (head.kind == TargetKind::affect) {
    fail_usage(head, "expected columns of valence and arousal, found one of names");
  }
  const Column column = find(source, from.column);
  Indices indices = indices_of(head);
  for (const auto& [value, label] : from.values) {
    if (!indices.contains(label)) {
      fail_usage(head, fmt::format(R"("{}" stands for "{}": expected {})", value, label,
                                   listed(head.labels)));
    }
  }
  return [column, head, from, indices = std::move(indices)](std::size_t record) -> Target {
    const std::string_view name = column.at(record);
    if (name.empty() || from.ignore.contains(name)) return {};
    const auto mapped = from.values.find(name);
    const auto index = indices.find(mapped == from.values.end() ? name : mapped->second);
    if (index == indices.end()) column.fail(record, listed(head.labels));
    return target_of_index(head, index->second);
  };
}

int votes_at(const Column& column, std::size_t record) {
  const std::string_view text = column.at(record);
  int votes = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, votes);
  if (result.ec != std::errc() || result.ptr != end || votes < 0 || votes > most_votes) {
    column.fail(record, fmt::format("a count of votes, 0 to {}", most_votes));
  }
  return votes;
}

TargetReader reader_of(const PictureSource& source, const TargetHead& head,
                       const VoteColumns& from) {
  if (head.kind != TargetKind::classes) {
    fail_usage(head, "columns of votes are for a head of classes");
  }
  const Indices indices = indices_of(head);
  std::vector<VoteColumns::Column> named = from.columns;
  if (named.empty()) {
    for (const std::string& label : head.labels) named.push_back({label, label});
  }
  std::vector<std::optional<Column>> columns(head.labels.size());
  for (const auto& [column, label] : named) {
    const auto index = indices.find(label);
    if (index == indices.end() || columns[index->second]) {
      fail_usage(head, fmt::format(R"(votes in column "{}" are for "{}": expected {}, each once)",
                                   column, label, listed(head.labels)));
    }
    columns[index->second] = find(source, column);
  }
  for (const std::string& other : from.others) columns.emplace_back(find(source, other));
  return [columns, labels = head.labels.size(), rule = from.rule,
          drop_single = from.drop_single](std::size_t record) {
    std::vector<int> votes;
    votes.reserve(columns.size());
    for (const std::optional<Column>& column : columns) {
      votes.push_back(column ? votes_at(*column, record) : 0);
    }
    return target_of_votes(votes, labels, rule, drop_single);
  };
}

TargetReader reader_of(const PictureSource& source, const TargetHead& head, const AgeColumn& from) {
  if (head.kind != TargetKind::age || head.age_count < 1) {
    fail_usage(head, "a column of ages is for a head of ages");
  }
  const Column column = find(source, from.column);
  return [column, head, from](std::size_t record) -> Target {
    const std::string_view text = column.at(record);
    if (text.empty() || from.ignore.contains(text)) return {};
    const std::optional<AgeInterval> ages = parse_ages(text);
    if (!ages) column.fail(record, "an age in years (34, 20-29, 70+, more than 70)");
    Target target = target_of_ages(*ages, head, from.clamp);
    if (target.empty()) {
      column.fail(record, fmt::format("an age of {} to {}", head.age_first,
                                      head.age_first + head.age_count - 1));
    }
    return target;
  };
}

/// A column's number brought to -1 to 1; NaN where it says nothing.
float affect_at(const Column& column, const AffectColumns& from, std::size_t record) {
  const std::string_view text = column.at(record);
  if (text.empty() || from.ignore.contains(text)) return std::numeric_limits<float>::quiet_NaN();
  double value = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec != std::errc() || result.ptr != end || !(value >= from.range.low) ||
      !(value <= from.range.high)) {
    column.fail(record, fmt::format("a number of {} to {}", from.range.low, from.range.high));
  }
  return static_cast<float>(2 * (value - from.range.low) / (from.range.high - from.range.low) - 1);
}

TargetReader reader_of(const PictureSource& source, const TargetHead& head,
                       const AffectColumns& from) {
  if (head.kind != TargetKind::affect) {
    fail_usage(head, "columns of valence and arousal are for a head of affect");
  }
  if (!(from.range.low < from.range.high)) {
    fail_usage(head, fmt::format("expected a range from a lower to a higher number, found {} to {}",
                                 from.range.low, from.range.high));
  }
  const Column valence = find(source, from.valence);
  const Column arousal = find(source, from.arousal);
  return [valence, arousal, from](std::size_t record) -> Target {
    const float first = affect_at(valence, from, record);
    const float second = affect_at(arousal, from, record);
    if (std::isnan(first) && std::isnan(second)) return {};
    return {first, second};
  };
}

}  // namespace

TargetReader target_reader(const PictureSource& source, const TargetHead& head,
                           const LabelMapping& mapping) {
  return std::visit([&](const auto& from) { return reader_of(source, head, from); }, mapping.from);
}

}  // namespace mien::dataset
