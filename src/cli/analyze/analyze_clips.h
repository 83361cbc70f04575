#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "cli/analyze/analyze_options.h"
#include "cli/analyze/analyze_outputs.h"
#include "cli/files/inputs.h"

namespace mien::cli {

struct ClipTotals {
  std::size_t clips = 0;  ///< that were answered, with errors and in parts
  std::size_t people = 0;
  std::size_t errors = 0;  ///< clips that could not be read or are damaged
  std::int64_t frames = 0;
  std::int64_t frames_used = 0;
  ClipTiming timing;
  double decode = 0;         ///< seconds on the decoding threads
  bool interrupted = false;  ///< the last one is a part
};

/// Analyses clips, one after the other; stops in order where the user interrupts.
[[nodiscard]] ClipTotals analyze_clips(const AnalyzeRequest& request, std::span<const Input> clips,
                                       const FaceAnalyzer& analyzer, const FaceBlur& blur,
                                       AnalyzeWriters& writers);

}  // namespace mien::cli
