#pragma once

#include <filesystem>

#include "models/bytes.h"
#include "published/published_models.h"

namespace mien::train {

/// Turns a published file into an .onnx that carries the model's metadata. Its content decides what
/// the file is. Weights go into mien's network of that name, all of whose tensors must be there,
/// and no others. An .onnx is kept as it is, after its input and output have been compared with the
/// metadata. Outputs of classes that the file has beyond those wanted are left out. Equal files
/// give equal bytes.
/// @param embeddings word vectors, as `read_word_vectors` reads them or a tensor of PyTorch, word x
/// numbers in the order of the model's labels. Files of Emotion-GCN need them, since they do not
/// hold them.
/// @throws Error (ErrorCode::model) if the file cannot be read or holds another network, or a graph
/// that is none or not the published one; (ErrorCode::usage) if word vectors are missing or not
/// needed; what `read_word_vectors` throws
[[nodiscard]] models::Bytes import_published(const std::filesystem::path& file,
                                             const PublishedModel& model,
                                             const std::filesystem::path& embeddings = {});

}  // namespace mien::train
