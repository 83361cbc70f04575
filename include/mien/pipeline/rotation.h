#pragma once

#include <memory>

#include "mien/core/image.h"
#include "mien/media/frame_source.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

/// How far a picture is to be turned clockwise, 0, 90, 180 or 270 degrees, so that the detector
/// finds the most in it. That is the greatest sum of the scores of faces whose eyes are above their
/// mouth. Of ways that are as good the first counts. The detector runs four times.
/// @throws Error (ErrorCode::input) if the picture is empty
[[nodiscard]] int best_rotation(const FaceAnalyzer& analyzer, const Image& picture);

/// The same for a clip, by five of its frames, a second from each other, from the first frame with
/// a face on. It is 0 if there is none in the first minute. `source` is read up to there.
/// @throws Error as `FrameSource::next`
[[nodiscard]] int best_rotation(const FaceAnalyzer& analyzer, FrameSource& source);

/// The frames of a clip, each turned clockwise.
/// @param degrees 0, 90, 180 or 270
/// @throws Error (ErrorCode::usage) for other degrees
[[nodiscard]] std::unique_ptr<FrameSource> turn_frames(std::unique_ptr<FrameSource> source,
                                                       int degrees);

}  // namespace mien
