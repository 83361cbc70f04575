#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mien::bench {

/// Collects medians of benchmarks named "column/row" and prints them as a Markdown table in
/// milliseconds.
class TableReporter : public benchmark::BenchmarkReporter {
 public:
  /// @param corner heading of the rows' names
  TableReporter(std::string corner, std::vector<std::string> columns)
      : corner_(std::move(corner)), columns_(std::move(columns)) {}

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  std::string corner_;
  std::vector<std::string> columns_;
  std::map<std::string, std::map<std::string, double>> rows_;
};

}  // namespace mien::bench
