#pragma once

#include <filesystem>
#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "dataset/source.h"
#include "mien/core/left_out.h"

namespace mien::cli {

/// One picture or clip to analyse.
struct Input {
  std::filesystem::path path;
  /// Where a picture made from it goes below an output folder: its path below the folder that the
  /// user named, else its file name; made unique over all inputs.
  std::filesystem::path output_name;
  bool clip = false;
  /// Why it cannot be read, as a message with its name; empty if nothing is known to be wrong.
  std::string error = {};
};

/// A folder that the user named, and what its walk passed over.
struct WalkedFolder {
  std::filesystem::path path;
  LeftOut left_out;
};

struct Inputs {
  std::vector<Input> files;
  std::vector<WalkedFolder> folders;

  /// Of all folders.
  [[nodiscard]] LeftOut left_out() const;
};

struct InputOptions {
  bool sequences = false;  ///< each folder that the user named is one clip of numbered pictures
  bool null = false;       ///< paths of the list end in a zero byte
};

/// Expands what the user named, in order.
/// - A file stays as it is. If it does not exist, that is an error of its own row.
/// - A folder gives its pictures and clips at any depth sorted by path (media/folder_walk.h).
/// - A pattern of *, ? and [...] that is no file gives what matches.
/// - "-" gives the paths of `list` (cli/files/path_list.h).
/// - The names of numbered pictures, cameras and streams (media/frame_source.h) are clips.
/// @throws Error (ErrorCode::usage) if a folder holds no picture or clip, a pattern matches
/// nothing, or `null` is set without a list
[[nodiscard]] Inputs expand_inputs(std::span<const std::string> names, std::istream& list,
                                   const InputOptions& options = {});

/// Says on standard error what a walk could not look at and, unless notes are not wanted, what it
/// left out.
/// @return the exit code that comes of it: 1 if something could not be looked at, else 0
int say_findings(const dataset::WalkFindings& findings, bool quiet);

/// "left out: ..." as a line for a summary; empty if nothing was left out.
[[nodiscard]] std::string left_out_line(const LeftOut& left_out);

}  // namespace mien::cli
