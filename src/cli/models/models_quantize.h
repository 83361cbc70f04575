#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "mien/pipeline/face_analyzer.h"
#include "quant/quantise.h"

namespace mien::cli {

/// What `mien models quantize` was asked.
struct QuantizeRequest {
  std::string model;              ///< catalogue id or path of an .onnx
  std::vector<std::string> data;  ///< sources of labelled pictures
  std::string output;             ///< the .onnx to write; empty: none
  std::string split;              ///< empty: valid where the data have a column "split", else all
  std::size_t count = 500;
  FaceAnalyzerOptions analyzer;  ///< the detector's options alone
  quant::QuantiseOptions options;
  double max_corrupt = 1;  ///< percent of all pictures
  int threads = 0;
  bool no_equalise = false;
  bool no_bias_correction = false;
  bool force = false;
  bool quiet = false;
};

/// Lets the parser fill in a request. The request must live as long as the parser.
void add_quantize_options(CLI::App& app, QuantizeRequest& request);

/// Quantises a model, measures what that costs and gains, says so, and writes the file.
/// @return the exit code
/// @throws Error (ErrorCode::model) if a score falls by more than its bar and nothing forces it
int quantize_model(const QuantizeRequest& request);

}  // namespace mien::cli
