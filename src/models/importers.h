#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mien/nn/metadata.h"
#include "models/bytes.h"

namespace mien::models {

/// Names of the importers, for messages and the catalogue: "tfjs-graph", "tflite",
/// "mtcnn-pnet", "mtcnn-rnet", "mtcnn-onet", "onnx", "onnx-part" (which ends at the heads),
/// "joined".
[[nodiscard]] std::span<const std::string_view> importer_names();

/// The further files that a main file names, relative to its folder.
/// @throws Error (ErrorCode::model) if the main file is not what the importer reads; (usage) for an
/// unknown importer.
[[nodiscard]] std::vector<std::string> further_files(std::string_view importer,
                                                     std::span<const std::byte> main_file,
                                                     std::string_view name);

/// What to convert.
struct ImportRequest {
  std::string_view importer;
  std::string_view name;  ///< what to call the model in messages
  std::string main_file;  ///< its key in `files`
  const SourceFiles& files;
  const ModelMetadata* metadata = nullptr;  ///< to store in the .onnx; may be absent
  std::span<const std::byte> base = {};     ///< "joined": the .onnx that the main file's heads join
};

/// Converts a model to .onnx. Equal files and metadata give equal bytes.
/// @throws Error (ErrorCode::model) if the files are not what the importer reads, or lack an output
/// that the metadata name.
[[nodiscard]] Bytes import_model(const ImportRequest& request);

}  // namespace mien::models
