#pragma once

#include <filesystem>

#include "mien/learn/matrix.h"

namespace mien {

/// Reads a NumPy file of 32- or 64-bit floats, rows x columns.
/// @throws Error (ErrorCode::input) if it cannot be read, is of another type or shape, cut short,
/// or over 16 GiB
[[nodiscard]] FeatureMatrix read_npy(const std::filesystem::path& path);

/// Writes 32-bit floats (NumPy's format, version 1.0).
/// @throws Error (ErrorCode::output)
void write_npy(const std::filesystem::path& path, const FeatureMatrix& matrix);

}  // namespace mien
