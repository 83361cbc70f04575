#pragma once

#include <string>

namespace mien::cli {

struct ConvertOptions {
  std::string source;    ///< the main file, or without an importer a model of the catalogue
  std::string output;    ///< the .onnx to write
  std::string importer;  ///< empty: take the catalogue's
  std::string metadata;  ///< JSON file to store in the .onnx; may be empty
  std::string base;      ///< importer "joined": the .onnx whose features the heads take
  std::string packages;  ///< folder with npm tarballs; empty: run npm
};

/// `mien models convert`. Returns the exit code.
int convert_model(const ConvertOptions& options);

}  // namespace mien::cli
