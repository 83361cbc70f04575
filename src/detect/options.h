#pragma once

#include "mien/detect/detector.h"

namespace mien::detect {

/// @throws Error (ErrorCode::usage) that names the option, what was expected and what was found.
void check_options(const DetectorOptions& options);

}  // namespace mien::detect
