#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "mien/core/image.h"
#include "mien/media/frame_source.h"
#include "mien/media/video_writer.h"
#include "resources.h"

namespace mien {

inline std::string clip_file(const std::string& name) {
  return test_data("clips/" + name).string();
}

/// A picture of one colour.
inline Image plain_picture(Size size, int red, int green, int blue) {
  Image picture(size.width, size.height);
  const int colour[3] = {red, green, blue};
  for (int y = 0; y < size.height; ++y) {
    for (int x = 0; x < 3 * size.width; ++x) {
      picture.mutable_row(y)[x] = static_cast<std::uint8_t>(colour[x % 3]);
    }
  }
  return picture;
}

/// All that can be read of a source.
struct ReadClip {
  std::vector<double> times;
  std::vector<std::int64_t> indices;
  std::vector<Image> pictures;
  std::string damage;
};

inline ReadClip read_all(FrameSource& source) {
  ReadClip clip;
  while (std::optional<Frame> frame = source.next()) {
    clip.times.push_back(frame->seconds);
    clip.indices.push_back(frame->index);
    clip.pictures.push_back(std::move(frame->picture));
  }
  clip.damage = source.damage();
  return clip;
}

inline ReadClip read_clip(const std::string& name, const FrameSourceOptions& options = {}) {
  return read_all(*open_frames(name, options));
}

/// What opening and reading a clip says is wrong with it; "" if it can be read.
inline std::string failure_of(const std::string& name, const FrameSourceOptions& options = {}) {
  try {
    read_clip(name, options);
    return {};
  } catch (const Error& error) {
    return error.code() == ErrorCode::input ? error.what() : "another code";
  }
}

}  // namespace mien
