#include "table_reporter.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

namespace mien::bench {

namespace {

void remember(std::vector<std::string>& names, const std::string& name) {
  if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

}  // namespace

bool TableReporter::ReportContext(const Context& /*context*/) { return true; }

void TableReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    const bool median = run.run_type == Run::RT_Aggregate && run.aggregate_name == "median";
    if (run.error_occurred) std::cerr << run.benchmark_name() << ": " << run.error_message << '\n';
    if (!median) continue;
    const std::string& name = run.run_name.function_name;
    const std::size_t slash = name.find('/');
    const std::string column = name.substr(0, slash);
    const std::string row = name.substr(slash + 1);
    remember(columns_, column);
    remember(rows_, row);
    medians_[{column, row}] = run.GetAdjustedRealTime();
  }
}

double TableReporter::milliseconds(const std::string& column, const std::string& row) const {
  const auto found = medians_.find({column, row});
  return found == medians_.end() ? 0 : found->second;
}

void TableReporter::Finalize() {
  std::string header = "| " + corner_ + " |";
  std::string rule = "|---|";
  for (const std::string& column : columns_) {
    header += " " + column + " |";
    rule += "---:|";
  }
  std::cout << header << '\n' << rule << '\n';
  for (const std::string& row : rows_) {
    std::cout << "| " << row << " |";
    for (const std::string& column : columns_) {
      const double value = milliseconds(column, row);
      std::cout << (value > 0 ? fmt::format(" {:.2f} |", value) : std::string("  |"));
    }
    std::cout << '\n';
  }
}

}  // namespace mien::bench
