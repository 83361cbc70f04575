#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <vector>

namespace mien::bench {

/// Collects medians of benchmarks named "column/row" and prints them as a Markdown table in
/// milliseconds.
class TableReporter : public benchmark::BenchmarkReporter {
 public:
  explicit TableReporter(std::string corner) : corner_(std::move(corner)) {}

  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

  /// The median of one benchmark in milliseconds, 0 if it did not run.
  [[nodiscard]] double milliseconds(const std::string& column, const std::string& row) const;

 private:
  std::string corner_;
  std::vector<std::string> columns_;
  std::vector<std::string> rows_;
  std::map<std::pair<std::string, std::string>, double> medians_;
};

}  // namespace mien::bench
