#pragma once

#include <filesystem>
#include <optional>

#include "mien/nn/metadata.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// The options with models of another folder than `ModelStore::default_folder()`: the detector and
/// the models that are named by catalogue id are those of `folder`, verified; paths stay. To be
/// called last: the functions below look at ids.
/// @throws Error (ErrorCode::model) for a model that is missing or damaged there,
/// (ErrorCode::usage) for a model or detector that is unknown
[[nodiscard]] AnalyzerOptions with_models_of(AnalyzerOptions options,
                                             const std::filesystem::path& folder);

/// The options that also read what tells people apart, as `mien analyze --embeddings` does: the
/// default models get `default_identity_model` beside them, other models read each face once more
/// as their identity head wants it. Where there is no detector they stay, since identity needs
/// landmarks.
[[nodiscard]] AnalyzerOptions with_identity(AnalyzerOptions options);

/// The options that read nothing but what tells people apart, as `mien compare` does: a single
/// network, faces cut for it.
[[nodiscard]] AnalyzerOptions identity_alone(AnalyzerOptions options);

/// The operating point of a model's identity head with the most false accepts that are within
/// `false_accepts`; nothing if it has none.
[[nodiscard]] std::optional<OperatingPoint> operating_point(const ModelMetadata& model,
                                                            double false_accepts);

}  // namespace mien
