#pragma once

#include <cstdint>
#include <string>

namespace mien::app {

/// The most memory (resident set) that this process had since it started its program, in bytes:
/// what Linux reports as VmHWM.
/// @throws Error (ErrorCode::setup) if the system does not say.
[[nodiscard]] std::int64_t own_peak_memory();

/// Starts this program anew, to load the network `file` and run it, and returns the most memory
/// that it had, in bytes. An empty name loads none.
/// @throws Error (ErrorCode::setup) if it cannot be started or fails.
[[nodiscard]] std::int64_t peak_memory_of_child(const std::string& file);

}  // namespace mien::app
