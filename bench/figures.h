#pragma once

#include <string>

namespace mien::bench {

/// Keeps a measured number for the history of speed: a JSON line in the file that
/// MIEN_BENCH_FIGURES names; nothing where it names none.
/// @param unit "ms" and "MB" are better when lower, "frames/s" when higher
/// @throws Error (ErrorCode::output) if the file cannot be written
void record_figure(const std::string& name, double value, const std::string& unit);

}  // namespace mien::bench
