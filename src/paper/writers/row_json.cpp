#include "paper/writers/row_json.h"

#include <fmt/format.h>

#include <cmath>

#include "mien/core/error.h"

namespace mien::paper {

namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(std::optional<double> value) {
  return value && std::isfinite(*value) ? Json(*value) : Json();
}

Json cell_json(const Cell& cell) {
  Json json = {{"value", number_or_null(cell.value)}};
  if (cell.spread) json["std"] = number_or_null(cell.spread);
  if (std::isfinite(cell.interval.low) && std::isfinite(cell.interval.high)) {
    json["interval"] = Json::array({cell.interval.low, cell.interval.high});
  }
  return json;
}

std::optional<double> read_number(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional(json.get<double>());
}

Cell read_cell(const Json& json) {
  Cell cell{.value = read_number(json.at("value"))};
  if (json.contains("std")) cell.spread = read_number(json.at("std"));
  if (json.contains("interval")) {
    cell.interval = {json.at("interval").at(0).get<double>(),
                     json.at("interval").at(1).get<double>()};
  }
  return cell;
}

}  // namespace

Json rows_json(const std::vector<TableRow>& rows) {
  Json json = Json::array();
  for (const TableRow& row : rows) {
    Json cells = Json::array();
    for (const Cell& cell : row.measured) cells.push_back(cell_json(cell));
    json.push_back({{"group", row.group},
                    {"what", row.title},
                    {"measured", std::move(cells)},
                    {"samples", row.samples},
                    {"data", row.data},
                    {"note", row.note}});
  }
  return json;
}

std::vector<TableRow> rows_of_json(const Json& json, const std::string& source) {
  std::vector<TableRow> rows;
  try {
    for (const Json& entry : json) {
      TableRow row;
      row.group = entry.at("group").get<std::string>();
      row.title = entry.at("what").get<std::string>();
      for (const Json& cell : entry.at("measured")) row.measured.push_back(read_cell(cell));
      row.samples = entry.at("samples").get<std::string>();
      row.data = entry.at("data").get<std::string>();
      row.note = entry.at("note").get<std::string>();
      rows.push_back(std::move(row));
    }
  } catch (const Json::exception& problem) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected rows of a table, found {}", source, problem.what()));
  }
  return rows;
}

}  // namespace mien::paper
