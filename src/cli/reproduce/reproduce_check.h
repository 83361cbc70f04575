#pragma once

#include "paper/measured/reproduce_request.h"

namespace mien::cli {

/// Sees that all that a request names is there, and that its outputs can be written and replace no
/// input.
/// @throws Error (ErrorCode::usage) with the name of the option, (ErrorCode::output) if the output
/// folder cannot be made
void check_reproduction(const paper::ReproduceRequest& request);

}  // namespace mien::cli
