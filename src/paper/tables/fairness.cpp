#include "eval/fairness.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/counted.h"
#include "paper/reports/fairness_text.h"
#include "paper/tables/attribute_models.h"
#include "paper/tables/tables.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::array data_sets = {"utkface.tar", "fairface.tar"};

const eval::GroupScore& group_of(const eval::FairnessGap& gap, const std::string& name) {
  return *std::ranges::find(gap.groups, name, &eval::GroupScore::name);
}

/// Rows by falling gap; those in years say so in their group, which the tables are told apart by.
std::vector<TableRow> gap_rows(const std::vector<eval::FairnessGap>& gaps, const std::string& model,
                               const std::string& data) {
  std::vector<TableRow> rows;
  for (const eval::FairnessGap& gap : gaps) {
    if (gap.highest.empty()) continue;
    const double scale = gap.unit == eval::Unit::share ? 100 : 1;
    const auto cell = [&](double value, const eval::Interval& interval) {
      return Cell{.value = scale * value,
                  .interval = {scale * interval.low, scale * interval.high}};
    };
    const eval::GroupScore& high = group_of(gap, gap.highest);
    const eval::GroupScore& low = group_of(gap, gap.lowest);
    TableRow row;
    row.group = gap.unit == eval::Unit::share ? "share" : "years";
    row.title = fmt::format("{} by {}: {} against {}, {}, {}", gap.score, gap.column, high.name,
                            low.name, gap.attribute, model);
    row.measured = {cell(gap.gap, gap.interval), cell(high.value, high.interval),
                    cell(low.value, low.interval)};
    row.samples =
        fmt::format("{} and {} pictures", count_text(high.samples), count_text(low.samples));
    row.data = data;
    row.note = small_groups_text(gap);
    rows.push_back(std::move(row));
  }
  return rows;
}

ReproducedTable table_of(const std::vector<TableRow>& rows, const std::string& unit) {
  const bool shares = unit == "share";
  ReproducedTable table;
  table.id = shares ? "fairness-shares" : "fairness-years";
  table.title = shares ? "Group fairness: shares" : "Group fairness: years";
  table.caption = fairness_meaning();
  table.columns = {{"gap", shares ? "points" : "years", shares ? 1 : 2},
                   {"highest", shares ? "%" : "years", shares ? 1 : 2},
                   {"lowest", shares ? "%" : "years", shares ? 1 : 2}};
  for (TableRow row : rows) {
    if (row.group != unit) continue;
    row.group.clear();
    table.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(table.rows, [](const TableRow& a, const TableRow& b) {
    return a.measured.front().value > b.measured.front().value;
  });
  return table;
}

}  // namespace

std::vector<ReproducedTable> reproduce_fairness(Reproduction& run) {
  std::vector<TableRow> rows;
  for (const char* data : data_sets) {
    if (!run.source(data)) continue;
    for (const char* model : attribute_models) {
      if (!run.has_model(model)) continue;
      const Json key = {{"data", run.hash_of(data)},
                        {"model", run.model_hash(model)},
                        {"seed", run.request().seed}};
      std::ranges::copy(
          run.rows(fmt::format("fairness-{}-{}", data, model), key,
                   fmt::format("Group fairness: {} on {}", model, data),
                   [&] {
                     const eval::Evaluation evaluation = run.evaluated(model, data, "valid");
                     return gap_rows(
                         eval::fairness_gaps(evaluation, run.evaluation_options("valid")), model,
                         fmt::format("{}, valid", data));
                   }),
          std::back_inserter(rows));
    }
  }
  if (rows.empty()) {
    ReproducedTable table = table_of({}, "share");
    TableRow missing;
    missing.title = "age, gender and ethnicity by gender, ethnicity and age";
    missing.note =
        "Needs faces with labels of people: --data FOLDER with utkface.tar or fairface.tar, or "
        "mien "
        "evaluate MODEL DATA --fairness on data of your own.";
    table.rows = {missing};
    return {table};
  }
  return {table_of(rows, "share"), table_of(rows, "years")};
}

}  // namespace mien::paper
