#pragma once

#include <cstdint>

#include "mien/c/mien.h"
#include "mien/pipeline/clip_analyzer.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien::c {

struct ReadOptions {
  FaceAnalyzerOptions analyzer;
  std::int64_t max_pixels = 0;
};

/// The options of a caller, checked; null: the defaults.
/// @throws Error (ErrorCode::usage) for what makes no sense
[[nodiscard]] ReadOptions read_options(const mien_options* c_options);

struct ReadClipOptions {
  ClipAnalyzerOptions analysis;
  FrameSourceOptions source;
};

[[nodiscard]] ReadClipOptions read_clip_options(const mien_clip_options* c_options);

}  // namespace mien::c
