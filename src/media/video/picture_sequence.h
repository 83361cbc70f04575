#pragma once

#include <memory>
#include <string>

#include "mien/media/frame_source.h"

namespace mien::media {

/// The pictures of a folder or of a pattern such as "shots/%04d.png" as a clip: in natural order,
/// `picture_rate` a second by their position, whatever numbers are missing. A picture that cannot
/// be read is passed over and named by `damage`; the others keep their times.
/// @throws Error (ErrorCode::input) if there is no picture or the folder cannot be read
[[nodiscard]] std::unique_ptr<FrameSource> open_picture_sequence(const std::string& name,
                                                                 const FrameSourceOptions& options);

}  // namespace mien::media
