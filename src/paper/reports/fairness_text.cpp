#include "paper/reports/fairness_text.h"

#include <fmt/format.h>

#include <cmath>

#include "core/counted.h"
#include "core/utf8.h"
#include "paper/reports/number_cells.h"
#include "report/csv.h"
#include "report/display_text.h"
#include "report/text_table.h"

namespace mien::paper {

namespace {

bool is_small(const eval::GroupScore& group) {
  return group.samples < eval::GroupScores::least_samples;
}

std::string gap_text(double value, eval::Unit unit) {
  if (!std::isfinite(value)) return "-";
  return unit == eval::Unit::share ? fmt::format("{:.1f}", 100 * value)
                                   : fmt::format("{:.2f}", value);
}

std::string group_text(const eval::FairnessGap& gap, const std::string& name) {
  for (const eval::GroupScore& group : gap.groups) {
    if (group.name != name) continue;
    return fmt::format("{} {} ({})", shorten_middle(printable(name), 30),
                       gap_text(group.value, gap.unit), count_text(group.samples));
  }
  return "-";
}

std::string csv_number(double value) {
  return std::isfinite(value) ? fmt::format("{:.6f}", value) : "";
}

}  // namespace

std::string fairness_meaning() {
  return fmt::format(
      "How far apart the groups with the highest and the lowest score are, the largest gap first. "
      "The interval is of the difference of these two groups, which were picked for being far "
      "apart: small gaps arise by chance alone. Groups of fewer than {} pictures are not compared. "
      "Groups are the labels of the data, apparent attributes that annotators saw, not who people "
      "are; and a small gap on these pictures does not make a model fair on others.",
      eval::GroupScores::least_samples);
}

std::string small_groups_text(const eval::FairnessGap& gap) {
  std::string names;
  for (const eval::GroupScore& group : gap.groups) {
    if (!is_small(group)) continue;
    names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", group.name, group.samples);
  }
  if (names.empty()) return "";
  return fmt::format("Not compared, fewer than {} pictures: {}.", eval::GroupScores::least_samples,
                     names);
}

std::string fairness_text(const std::vector<eval::FairnessGap>& gaps) {
  std::vector<TextRow> rows = {
      {"score", "by", "gap", "95 % interval", "highest (pictures)", "lowest (pictures)"}};
  for (const eval::FairnessGap& gap : gaps) {
    const std::string unit = gap.unit == eval::Unit::share   ? " points"
                             : gap.unit == eval::Unit::years ? " years"
                                                             : "";
    rows.push_back({fmt::format("{}, {}", gap.attribute, gap.score), printable(gap.column),
                    std::isfinite(gap.gap) ? gap_text(gap.gap, gap.unit) + unit : "-",
                    std::isfinite(gap.interval.low)
                        ? fmt::format("{} to {}", gap_text(gap.interval.low, gap.unit),
                                      gap_text(gap.interval.high, gap.unit))
                        : "-",
                    group_text(gap, gap.highest), group_text(gap, gap.lowest)});
  }
  std::string text = "\ngroup fairness, largest gap first\n" + text_table(rows) + "\n";
  for (const std::string& line : wrap(fairness_meaning(), 98)) text += "  " + line + "\n";
  return text;
}

Json fairness_json(const std::vector<eval::FairnessGap>& gaps) {
  Json result = Json::array();
  for (const eval::FairnessGap& gap : gaps) {
    Json groups = Json::array();
    for (const eval::GroupScore& group : gap.groups) {
      groups.push_back({{"name", to_utf8(group.name)},
                        {"samples", group.samples},
                        {"small", is_small(group)},
                        {"value", number_json(group.value)},
                        {"interval", interval_json(group.interval)}});
    }
    result.push_back({{"attribute", gap.attribute},
                      {"score", gap.score},
                      {"unit", name_of(gap.unit)},
                      {"column", to_utf8(gap.column)},
                      {"gap", number_json(gap.gap)},
                      {"interval", interval_json(gap.interval)},
                      {"highest", gap.highest.empty() ? Json() : Json(to_utf8(gap.highest))},
                      {"lowest", gap.lowest.empty() ? Json() : Json(to_utf8(gap.lowest))},
                      {"groups", std::move(groups)}});
  }
  return result;
}

std::string fairness_csv(const std::vector<eval::FairnessGap>& gaps) {
  std::string text =
      "attribute,score,unit,column,gap,gap_low,gap_high,group,samples,small,value,low,high\n";
  for (const eval::FairnessGap& gap : gaps) {
    for (const eval::GroupScore& group : gap.groups) {
      text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{}\n", gap.attribute, gap.score,
                          name_of(gap.unit), csv_text(gap.column), csv_number(gap.gap),
                          csv_number(gap.interval.low), csv_number(gap.interval.high),
                          csv_text(group.name), group.samples, is_small(group) ? 1 : 0,
                          csv_number(group.value), csv_number(group.interval.low),
                          csv_number(group.interval.high));
    }
  }
  return text;
}

}  // namespace mien::paper
