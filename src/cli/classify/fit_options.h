#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "eval/bootstrap.h"
#include "mien/learn/pipeline.h"

namespace CLI {
class App;
}  // namespace CLI

namespace mien::cli {

/// All that `mien fit` was asked, as it stands on the command line.
struct FitRequest {
  std::filesystem::path descriptors;
  std::filesystem::path index;
  std::filesystem::path output;  ///< empty: only cross-validate
  std::filesystem::path json;
  std::string label = "label";
  std::string group;
  bool faceless = false;

  std::string kind = "linear-svc";
  std::vector<StepKind> steps;
  std::vector<double> c;
  std::vector<double> gamma;
  std::vector<int> depth;
  std::vector<int> neighbours;
  int trees = 1000;
  DistanceMetric metric = DistanceMetric::euclidean;
  bool by_distance = false;
  bool balanced = false;

  std::size_t folds = 5;  ///< 0: no cross-validation
  std::uint64_t seed = 0;
  eval::BootstrapOptions bootstrap;
  int threads = 1;
  bool quiet = false;
};

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_fit_options(CLI::App& app, FitRequest& request);

/// A setting to fit, with the parameters that tell it from the others.
struct Candidate {
  std::string text;  ///< such as "C 1, gamma scale"
  PipelineOptions options;
};

/// Every combination of the parameters that the classifier has.
/// @throws Error (ErrorCode::usage) for a parameter that the classifier has not
[[nodiscard]] std::vector<Candidate> candidates_of(const FitRequest& request);

}  // namespace mien::cli
