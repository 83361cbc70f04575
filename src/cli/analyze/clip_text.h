#pragma once

#include <string>

#include "mien/clip/summary.h"
#include "mien/pipeline/clip_analyzer.h"

namespace mien::cli {

/// A clip for people to read: a line for the clip and one for each person, the first twenty.
[[nodiscard]] std::string clip_text(const ClipSummary& clip);

/// Where the time of clips went: seconds and shares, on one line.
/// @param decode seconds that decoding took on its own thread
[[nodiscard]] std::string timing_text(const ClipTiming& timing, double decode);

}  // namespace mien::cli
