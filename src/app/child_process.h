#pragma once

#include <string>
#include <vector>

namespace mien::app {

/// Starts this program anew with other arguments and waits for its end.
/// @return its exit code; 128 + signal if it was killed
/// @throws Error (ErrorCode::setup) if it cannot be started
int run_self(const std::vector<std::string>& arguments);

}  // namespace mien::app
