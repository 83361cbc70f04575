#pragma once

#include <string>

namespace mien::cli {

struct ImportOptions {
  std::string file;        ///< as published
  std::string name;        ///< what it was published as; empty: what it is called
  std::string embeddings;  ///< a file of word vectors, for a network with a graph over its labels
  std::string output;      ///< the .onnx to write; empty: into the model folder
};

/// `mien models import`. Returns the exit code.
int import_model_file(const ImportOptions& options);

/// The published files that mien knows, as a table.
[[nodiscard]] std::string published_table();

}  // namespace mien::cli
