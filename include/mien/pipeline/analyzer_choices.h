#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "mien/nn/metadata.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// The options with models of another folder than `ModelStore::default_folder()`: the detector and
/// the models that are named by catalogue id are those of `folder`; paths stay.
[[nodiscard]] FaceAnalyzerOptions with_models_of(FaceAnalyzerOptions options,
                                                 const std::filesystem::path& folder);

/// The options that also read what tells people apart, as `mien analyze --embeddings` does. The
/// default models get `default_identity_model` beside them. Other models read each face once more
/// as their identity head wants it. Where there is no detector they stay, since identity needs
/// landmarks.
[[nodiscard]] FaceAnalyzerOptions with_identity(FaceAnalyzerOptions options);

/// The options that read nothing but what tells people apart, as `mien compare` does: a single
/// network, faces cut for it.
[[nodiscard]] FaceAnalyzerOptions identity_alone(FaceAnalyzerOptions options);

/// The operating point of a model's identity head with the most false accepts that are within
/// `false_accepts`; nothing if it has none.
/// @param pairs how many pairs of faces are compared, of which the least distance decides. The
/// least of many is more often small by chance, so that each pair may take its part of the false
/// accepts (Bonferroni). Where no operating point is so strict, the strictest counts.
[[nodiscard]] std::optional<OperatingPoint> operating_point(const ModelMetadata& model,
                                                            double false_accepts,
                                                            std::size_t pairs = 1);

}  // namespace mien
