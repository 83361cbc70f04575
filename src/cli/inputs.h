#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

namespace mien::cli {

/// One picture to analyse.
struct Input {
  std::filesystem::path path;
  /// Where a picture made from it goes below an output folder: its path below the folder that the
  /// user named, else its file name; made unique over all inputs.
  std::filesystem::path output_name;
};

/// Expands what the user named, in order: a file stays as it is (also if it does not exist: that is
/// an error of its own row), a folder gives its pictures at any depth sorted by path, a pattern of
/// *, ? and
/// [...] that is no file gives what matches, and "-" gives a path for each line of `list`.
/// @throws Error (ErrorCode::usage) if a folder holds no picture, a pattern matches nothing, or a
/// folder cannot be read
[[nodiscard]] std::vector<Input> expand_inputs(std::span<const std::string> names,
                                               std::istream& list);

}  // namespace mien::cli
