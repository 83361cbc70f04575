#include "table_reporter.h"

#include <fmt/format.h>

#include <iostream>

#include "figures.h"

namespace mien::bench {

bool TableReporter::ReportContext(const Context& /*context*/) { return true; }

void TableReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.error_occurred) std::cerr << run.benchmark_name() << ": " << run.error_message << '\n';
    if (run.run_type != Run::RT_Aggregate || run.aggregate_name != "median") continue;
    const std::string& name = run.run_name.function_name;
    const std::size_t slash = name.find('/');
    const double milliseconds = run.GetAdjustedRealTime();
    rows_[name.substr(slash + 1)][name.substr(0, slash)] = milliseconds;
    record_figure(fmt::format("{}, {}", name.substr(0, slash), name.substr(slash + 1)),
                  milliseconds, "ms");
  }
}

void TableReporter::Finalize() {
  std::string header = "| " + corner_ + " |";
  std::string rule = "|---|";
  for (const std::string& column : columns_) {
    header += " " + column + " |";
    rule += "---:|";
  }
  std::cout << header << '\n' << rule << '\n';
  for (const auto& [row, medians] : rows_) {
    std::cout << "| " << row << " |";
    for (const std::string& column : columns_) {
      const auto entry = medians.find(column);
      std::cout << (entry == medians.end() ? " |" : fmt::format(" {:.2f} |", entry->second));
    }
    std::cout << '\n';
  }
}

}  // namespace mien::bench
