#pragma once

#include <filesystem>

#include "mien/core/error.h"

namespace mien {

/// Refuses a path with a zero byte. The system would read its beginning as the name of another
/// file.
/// @throws Error (`code`)
void refuse_zero_bytes(const std::filesystem::path& path, ErrorCode code);

}  // namespace mien
