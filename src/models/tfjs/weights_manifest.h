#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/json_reader.h"
#include "models/bytes.h"
#include "models/graph/constant.h"

namespace mien::models {

/// Named tensors of a model.
using Weights = std::map<std::string, Constant>;

/// Parses a weights manifest of its own, a list, as the object with the one key "weightsManifest"
/// that the functions below read.
[[nodiscard]] JsonReader::Json parse_manifest(std::string_view text, std::string_view name);

/// The files that a TensorFlow.js weights manifest (the key "weightsManifest" of `model`) names, in
/// order. It is a list of groups, each with "paths" of files and the "weights" that lie in them one
/// after the other.
/// @throws Error (ErrorCode::model); also for a path that leaves the manifest's folder.
[[nodiscard]] std::vector<std::string> manifest_files(JsonReader& model);

/// Reads all tensors. Quantised weights (uint8, uint16 with scale and minimum, float16) become
/// 32-bit floats; int32 and bool become integers.
/// @throws Error (ErrorCode::model) for a missing file, a tensor beyond the end of its files, bytes
/// that no tensor covers, a name given twice, an unknown type.
[[nodiscard]] Weights read_weights(JsonReader& model, const SourceFiles& files);

}  // namespace mien::models
