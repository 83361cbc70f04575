#include "paper/reports/number_cells.h"

#include <fmt/format.h>

#include <cmath>

namespace mien::paper {

Json number_json(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json interval_json(const eval::Interval& interval) {
  if (!std::isfinite(interval.low)) return {};
  return Json::array({interval.low, interval.high});
}

std::string percent_text(double share, int decimals) {
  return std::isfinite(share) ? fmt::format("{:.{}f}", 100 * share, decimals) : "-";
}

}  // namespace mien::paper
