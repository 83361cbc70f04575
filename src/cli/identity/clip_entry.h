#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace mien::cli {

/// A time in a clip.
struct ClipMoment {
  std::filesystem::path clip;
  double seconds = 0;
};

/// What a gallery calls the face of a person in a clip: the clip's path and the time of the best
/// face, written as a media fragment: "party.mp4#t=3.20".
[[nodiscard]] std::string clip_entry(const ClipMoment& moment);

/// The clip and time of such a name; nothing for the path of a photo, also where a file of the
/// whole name is there.
[[nodiscard]] std::optional<ClipMoment> clip_moment(const std::string& name);

}  // namespace mien::cli
