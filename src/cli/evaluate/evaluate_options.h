#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eval/evaluation.h"
#include "mien/pipeline/face_analyzer.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// All that `mien evaluate` was asked, as it stands on the command line.
struct EvaluateRequest {
  std::string model;
  std::string data;
  std::string split;  ///< empty: all records
  std::string split_column = "split";
  std::vector<std::string> labels;  ///< ATTRIBUTE=COLUMN
  std::vector<std::string> names;   ///< NAME=LABEL
  std::vector<std::string> groups;  ///< columns, or "none"

  FaceAnalyzerOptions analyzer;  ///< the detector's options alone
  double max_corrupt = 1;        ///< percent of all pictures
  eval::EvaluationOptions evaluation;
  std::filesystem::path json;
  std::filesystem::path csv;
  std::filesystem::path svg;
  bool fairness = false;
  std::filesystem::path fairness_csv;
  int threads = 0;
  bool quiet = false;
};

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_evaluate_options(CLI::App& app, EvaluateRequest& request);

/// What the request asks to evaluate, without the detector.
/// @throws Error (ErrorCode::usage) for a text that is not NAME=VALUE or options that do not fit
[[nodiscard]] eval::EvaluationOptions evaluation_options(const EvaluateRequest& request);

/// Adds the pairs of texts such as "happy=happiness".
/// @param option what to call them in messages
/// @throws Error (ErrorCode::usage) for a text that is no pair, or a name that comes twice
void add_pairs(const char* option, const std::vector<std::string>& texts, eval::NameMap& pairs);

}  // namespace mien::cli
