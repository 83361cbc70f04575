#pragma once

#include <memory>
#include <string>

#include "media/video/backend.h"
#include "mien/media/frame_source.h"

namespace mien::media {

/// The frames of a decoder, upright RGB with their times. A frame without a time in the container
/// follows the one before at the distance of the two before it. Frames of a camera have the time at
/// which they came.
/// @throws Error (ErrorCode::input) if the frames are over `options.max_pixels`; its `next` also if
/// no frame lies in the part that `options` names
[[nodiscard]] std::unique_ptr<FrameSource> make_decoded_clip(std::string name,
                                                             ClipRequest::Kind kind,
                                                             std::unique_ptr<ClipDecoder> decoder,
                                                             const FrameSourceOptions& options);

}  // namespace mien::media
