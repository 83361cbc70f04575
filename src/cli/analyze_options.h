#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mien/pipeline/face_analyzer.h"

namespace mien::cli {

/// Where the results go. Paths are empty where nothing was asked for; "-" is standard output.
struct AnalyzeOutputs {
  std::filesystem::path json;
  std::filesystem::path json_lines;
  std::filesystem::path csv;
  std::filesystem::path annotate;  ///< folder
  std::filesystem::path report;
  std::filesystem::path embeddings;
  bool quiet = false;  ///< no table, no summary, no progress
};

/// All that `mien analyze` was asked.
struct AnalyzeRequest {
  std::vector<std::string> names;
  AnalyzerOptions analyzer;
  AnalyzeOutputs outputs;
  std::int64_t max_pixels = 0;
  int threads = 0;
};

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_analyze_options(CLI::App& app, AnalyzeRequest& request);

/// @throws Error (ErrorCode::usage) for outputs that exclude each other
void check_outputs(const AnalyzeOutputs& outputs);

}  // namespace mien::cli
