#pragma once

#include <span>
#include <string>
#include <vector>

#include "paper/speed/machine.h"
#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// A data set that was measured on.
struct UsedData {
  std::string name;    ///< such as "ferplus.tar"
  std::string sha256;  ///< empty: not one file
  std::string counts;  ///< such as "31,140 pictures"
};

/// How the measurements were made.
struct ReportFacts {
  std::string statement;  ///< which paper's numbers stand beside mien's, and how to read them
  std::string command;
  std::uint64_t seed = 0;
  Machine machine;
  std::vector<UsedData> data;
};

/// One HTML page with all tables, their charts, and how they were made. It fetches nothing.
[[nodiscard]] std::string report_page(std::span<const ReproducedTable> tables,
                                      const ReportFacts& facts);

/// The same as Markdown, without charts.
[[nodiscard]] std::string report_markdown(std::span<const ReproducedTable> tables,
                                          const ReportFacts& facts);

}  // namespace mien::paper
