#pragma once

#include "cli/reproduction.h"

namespace mien::cli {

// The paper's tables with all that the request's data allow to measure; rows that they do not allow
// say what is missing.

[[nodiscard]] reproduce::ReproducedTable reproduce_expressions(Reproduction& run);  ///< 2
[[nodiscard]] reproduce::ReproducedTable reproduce_speed(Reproduction& run);        ///< 3
[[nodiscard]] reproduce::ReproducedTable reproduce_clips(Reproduction& run);        ///< 4
[[nodiscard]] reproduce::ReproducedTable reproduce_group_clips(Reproduction& run);  ///< 5

}  // namespace mien::cli
