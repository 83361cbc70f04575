#pragma once

#include <filesystem>

#include "models/bytes.h"
#include "published/published_models.h"

namespace mien::train {

/// Turns a file that the training script of Emotion-GCN saved into an .onnx, with the graph folded
/// to a linear layer. The file's own A must be one of Emotion-GCN, and the model's if that is
/// known.
/// @param embeddings see `import_published`
/// @throws Error as `import_published` does
[[nodiscard]] models::Bytes import_graph_network(const std::filesystem::path& file,
                                                 const PublishedModel& model,
                                                 const std::filesystem::path& embeddings);

}  // namespace mien::train
