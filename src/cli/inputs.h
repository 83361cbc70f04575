#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace mien::cli {

/// One picture or clip to analyse.
struct Input {
  std::filesystem::path path;
  /// Where a picture made from it goes below an output folder: its path below the folder that the
  /// user named, else its file name; made unique over all inputs.
  std::filesystem::path output_name;
  bool clip = false;
};

struct InputOptions {
  bool sequences = false;  ///< each folder that the user named is one clip of numbered pictures
};

/// Expands what the user named, in order: a file stays as it is (also if it does not exist: that is
/// an error of its own row), a folder gives its pictures and clips at any depth sorted by path, a
/// pattern of *, ? and [...] that is no file gives what matches, "-" gives a path for each line of
/// `list`, and the names of numbered pictures, cameras and streams (media/frame_source.h) are
/// clips.
/// @throws Error (ErrorCode::usage) if a folder holds no picture or clip, a pattern matches
/// nothing, or a folder cannot be read
[[nodiscard]] std::vector<Input> expand_inputs(std::span<const std::string> names,
                                               std::istream& list,
                                               const InputOptions& options = {});

}  // namespace mien::cli
