#pragma once

#include <filesystem>

#include "models/bytes.h"
#include "train/published/published_models.h"

namespace mien::train {

/// Turns a published file into an .onnx that carries the model's metadata. What the file is is
/// decided by its content: weights go into mien's network of that name, all of whose tensors must
/// be there, and no others; an .onnx is kept as it is, after its input and output have been
/// compared with the metadata. Outputs of classes that the file has beyond those wanted are left
/// out. Equal files give equal bytes.
/// @throws Error (ErrorCode::model) if the file cannot be read or holds another network
[[nodiscard]] models::Bytes import_published(const std::filesystem::path& file,
                                             const PublishedModel& model);

}  // namespace mien::train
