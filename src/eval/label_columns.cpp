#include "eval/label_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "dataset/intervals.h"
#include "mien/core/error.h"
#include "mien/core/labels.h"

namespace mien::eval {

namespace {

using dataset::PictureSource;

constexpr std::string_view votes_name = "votes";

std::vector<std::string_view> usual_columns(std::string_view attribute) {
  if (attribute == "emotion") return {"emotion", "expression", "label"};
  if (attribute == "gender") return {"gender", "sex", "label"};
  if (attribute == "ethnicity") return {"ethnicity", "race", "label"};
  if (attribute == "age") return {"age", "age_group"};
  return {};
}

[[noreturn]] void fail(const PictureSource& source, const std::string& attribute,
                       const std::string& message) {
  throw Error(ErrorCode::input,
              fmt::format("{}: labels of {}: {}", source.name(), attribute, message));
}

/// FER+'s columns; contempt and the two that are no class may be absent.
std::optional<FoundLabels> find_votes(const PictureSource& source, dataset::VoteRule rule) {
  dataset::VoteColumns votes{.columns = {}, .others = {}, .rule = rule};
  for (const std::string_view label : emotion_labels) {
    if (source.records().find_column(label)) {
      votes.columns.push_back({std::string(label), std::string(label)});
    } else if (label != "contempt") {
      return std::nullopt;
    }
  }
  for (const std::string_view other : {"unknown", "NF"}) {
    if (source.records().find_column(other)) votes.others.emplace_back(other);
  }
  return FoundLabels{{"emotion", std::move(votes)}, std::string(votes_name), {}};
}

FoundLabels age_column(const std::string& column) {
  return {{"age", dataset::AgeColumn{.column = column, .ignore = {}}}, column, {}};
}

struct NamedColumn {
  FoundLabels labels;
  std::size_t known = 0;    ///< pictures whose name is a label
  std::size_t unknown = 0;  ///< pictures with another name
};

NamedColumn read_names(const PictureSource& source, std::span<const std::size_t> records,
                       const std::string& attribute, std::size_t column, const NameMap& name_map) {
  std::map<std::string_view, std::size_t> counts;
  for (const std::size_t record : records) ++counts[source.records().field(record, column)];
  const std::string& name = source.records().columns()[column];
  dataset::NameColumn from{.column = name, .values = {}, .ignore = {}};
  NamedColumn result;
  for (const auto& [text, count] : counts) {
    if (text.empty()) continue;
    if (const std::optional<std::string> label = label_of(attribute, text, name_map)) {
      from.values.emplace(text, *label);
      result.known += count;
    } else {
      from.ignore.emplace(text);
      result.labels.unknown.push_back({std::string(text), count});
      result.unknown += count;
    }
  }
  result.labels.mapping = {attribute, std::move(from)};
  result.labels.column = name;
  return result;
}

/// AffectNet writes -2 where there is no face or no agreement.
std::optional<FoundLabels> affect_columns(const PictureSource& source, const std::string& valence,
                                          const std::string& arousal) {
  if (!source.records().find_column(valence) || !source.records().find_column(arousal)) {
    return std::nullopt;
  }
  dataset::AffectColumns from{.valence = valence, .arousal = arousal, .ignore = {"-2"}};
  return FoundLabels{{"affect", std::move(from)}, valence + ", " + arousal, {}};
}

FoundLabels given_affect(const PictureSource& source, const std::string& names) {
  const std::size_t colon = names.find(':');
  std::optional<FoundLabels> labels;
  if (colon != std::string::npos) {
    labels = affect_columns(source, names.substr(0, colon), names.substr(colon + 1));
  }
  if (labels) return *std::move(labels);
  fail(source, "affect",
       fmt::format("expected two columns of the data as VALENCE:AROUSAL, found \"{}\" and the "
                   "columns {}",
                   names, fmt::join(source.records().columns(), ", ")));
}

FoundLabels given_column(const PictureSource& source, std::span<const std::size_t> records,
                         const std::string& attribute, const std::string& name,
                         const LabelOptions& options) {
  if (attribute == "emotion" && name == votes_name) {
    if (std::optional<FoundLabels> votes = find_votes(source, options.rule)) {
      return *std::move(votes);
    }
    fail(source, attribute, "expected columns of votes (neutral, happiness, ...), found none");
  }
  if (attribute == "affect") return given_affect(source, name);
  const std::optional<std::size_t> column = source.records().find_column(name);
  if (!column) {
    fail(source, attribute,
         fmt::format("expected a column \"{}\", found {}", name,
                     fmt::join(source.records().columns(), ", ")));
  }
  if (attribute == "age") return age_column(name);
  NamedColumn named = read_names(source, records, attribute, *column, options.names);
  if (named.known == 0) {
    const auto& unknown = named.labels.unknown;
    fail(source, attribute,
         fmt::format("column \"{}\": expected names such as {}, found {}", name,
                     fmt::join(labels_of(attribute), ", "),
                     unknown.empty() ? "none" : "\"" + unknown.front().name + "\""));
  }
  return std::move(named.labels);
}

}  // namespace

std::optional<FoundLabels> find_labels(const PictureSource& source,
                                       std::span<const std::size_t> records,
                                       const std::string& attribute, const LabelOptions& options) {
  const auto entry = options.columns.find(attribute);
  if (entry != options.columns.end()) {
    return given_column(source, records, attribute, entry->second, options);
  }
  if (attribute == "emotion") {
    if (std::optional<FoundLabels> votes = find_votes(source, options.rule)) return votes;
  }
  if (attribute == "affect") return affect_columns(source, "valence", "arousal");
  for (const std::string_view name : usual_columns(attribute)) {
    const std::optional<std::size_t> column = source.records().find_column(name);
    if (!column) continue;
    if (attribute == "age") return age_column(std::string(name));
    NamedColumn named = read_names(source, records, attribute, *column, options.names);
    if (named.known > 0 && named.known >= named.unknown) return std::move(named.labels);
  }
  return std::nullopt;
}

std::optional<std::string> unknown_names(const PictureSource& source,
                                         std::span<const std::size_t> records,
                                         const std::string& attribute, const NameMap& name_map) {
  if (labels_of(attribute).empty()) return std::nullopt;
  for (const std::string_view name : usual_columns(attribute)) {
    const std::optional<std::size_t> column = source.records().find_column(name);
    if (name == "label" || !column) continue;
    const NamedColumn named = read_names(source, records, attribute, *column, name_map);
    const std::vector<NameCount>& unknown = named.labels.unknown;
    if (unknown.empty()) continue;
    return fmt::format(R"({}: labels of {}: column "{}": expected names such as {}, found "{}")",
                       source.name(), attribute, name, fmt::join(labels_of(attribute), ", "),
                       unknown.front().name);
  }
  return std::nullopt;
}

dataset::TargetHead target_head(const std::string& attribute) {
  if (attribute == "affect") {
    return {.attribute = attribute, .kind = dataset::TargetKind::affect, .labels = {}};
  }
  const auto labels = labels_of(attribute);
  if (labels.empty()) {
    return {.attribute = attribute,
            .kind = dataset::TargetKind::age,
            .labels = {},
            .age_first = 0,
            .age_count = dataset::oldest_age + 1};
  }
  return {.attribute = attribute,
          .kind = dataset::TargetKind::classes,
          .labels = {labels.begin(), labels.end()}};
}

}  // namespace mien::eval
