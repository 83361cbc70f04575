#include "eval/groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "dataset/intervals.h"
#include "mien/core/error.h"

namespace mien::eval {

namespace {

constexpr std::size_t most_groups = 100;
constexpr std::size_t most_single_ages = 12;

/// The field of each picture in a column.
std::vector<std::string_view> fields_of(const dataset::PictureSet& set, const std::string& column) {
  const dataset::PictureSource& source = *set.sources.front();
  const std::optional<std::size_t> index = source.records().find_column(column);
  if (!index) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a column \"{}\" to group by, found {}", source.name(),
                            column, fmt::join(source.records().columns(), ", ")));
  }
  std::vector<std::string_view> fields;
  fields.reserve(set.pictures.size());
  for (const dataset::LabelledPicture& picture : set.pictures) {
    fields.push_back(source.records().field(picture.record, *index));
  }
  return fields;
}

/// The order of names: intervals of ages by their first age, then texts.
struct NameOrder {
  bool operator()(const std::string& a, const std::string& b) const { return key(a) < key(b); }

 private:
  static std::pair<int, std::string> key(const std::string& name) {
    const std::optional<dataset::AgeInterval> ages = dataset::parse_ages(name);
    return {ages ? ages->first : dataset::oldest_age + 1, name};
  }
};

using Numbers = std::map<std::string, std::size_t, NameOrder>;

bool are_many_ages(const Numbers& numbers) {
  return numbers.size() > most_single_ages && std::ranges::all_of(numbers, [](const auto& entry) {
           const auto ages = dataset::parse_ages(entry.first);
           return ages && ages->first == ages->last;
         });
}

std::string decade_of(std::string_view text) {
  const int first = dataset::parse_ages(text)->first / 10 * 10;
  return fmt::format("{}-{}", first, first + 9);
}

}  // namespace

PictureGroups picture_groups(const dataset::PictureSet& set, const std::string& column) {
  const std::vector<std::string_view> fields = fields_of(set, column);
  Numbers numbers;
  for (const std::string_view field : fields) {
    if (!field.empty()) numbers.emplace(field, 0);
  }
  const bool decades = are_many_ages(numbers);
  const auto name_of = [&](std::string_view field) {
    return decades ? decade_of(field) : std::string(field);
  };
  if (decades) {
    numbers.clear();
    for (const std::string_view field : fields) {
      if (!field.empty()) numbers.emplace(name_of(field), 0);
    }
  }
  if (numbers.size() > most_groups) {
    throw Error(ErrorCode::input,
                fmt::format("{}: column \"{}\": expected at most {} different values to group by, "
                            "found {}",
                            set.sources.front()->name(), column, most_groups, numbers.size()));
  }
  PictureGroups groups{.column = column, .names = {}, .of = {}};
  for (auto& [name, number] : numbers) {
    number = groups.names.size();
    groups.names.push_back(name);
  }
  for (const std::string_view field : fields) {
    groups.of.push_back(field.empty() ? std::nullopt : std::optional(numbers.at(name_of(field))));
  }
  return groups;
}

std::vector<PictureGroups> usual_groups(const dataset::PictureSet& set) {
  std::vector<PictureGroups> result;
  for (const char* column : {"gender", "ethnicity", "race", "age_group", "age"}) {
    if (!set.sources.front()->records().find_column(column)) continue;
    PictureGroups groups = picture_groups(set, column);
    if (groups.names.size() > 1) result.push_back(std::move(groups));
  }
  return result;
}

std::vector<std::size_t> clusters_of(const dataset::PictureSet& set, const std::string& column) {
  std::map<std::string_view, std::size_t> numbers;
  std::vector<std::size_t> result;
  for (const std::string_view field : fields_of(set, column)) {
    result.push_back(numbers.emplace(field, numbers.size()).first->second);
  }
  return result;
}

}  // namespace mien::eval
