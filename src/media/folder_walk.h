#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mien/core/left_out.h"

namespace mien::media {

/// What a walk found.
struct FoundFile {
  std::filesystem::path path;
  bool clip = false;  ///< by the ending of its name; else a picture
  /// Why it cannot even be looked at, with its name before; empty if nothing is known to be wrong.
  std::string error = {};
};

struct WalkOptions {
  bool pictures = true;       ///< wanted; else left out and counted
  bool clips = true;          ///< wanted; else left out and counted
  bool recursive = true;      ///< else folders are left out and counted
  bool all_files = false;     ///< everything but hidden files and companions is wanted
  bool follow_links = false;  ///< to folders, each folder once
};

struct FolderWalk {
  std::vector<FoundFile> files;  ///< sorted by path; those with an error are among them
  LeftOut left_out;
};

/// The pictures and clips of a folder, and what else is there, counted. Nothing stops it: an entry
/// that cannot be looked at and a folder that cannot be read, `folder` too, are files with an
/// error.
[[nodiscard]] FolderWalk walk_folder(const std::filesystem::path& folder,
                                     const WalkOptions& options = {});

/// Clips that a walk found.
struct FoundClips {
  std::vector<std::filesystem::path> clips;  ///< video files and folders of pictures, sorted
  std::vector<std::string> problems;         ///< messages on what cannot be looked at
  LeftOut left_out;
};

/// The video files and the folders that hold pictures, at any depth and `folder` itself; links to
/// folders are followed, each folder is looked at once.
[[nodiscard]] FoundClips clips_below(const std::filesystem::path& folder);

/// Whether a walk passes over what has this name: hidden files and folders, and companions, which
/// systems and programs put beside photos.
/// @param name without folders
[[nodiscard]] std::optional<LeftOutReason> passed_over(const std::string& name);

/// The same for a path of which any part may be such a name, as in an archive.
[[nodiscard]] std::optional<LeftOutReason> passed_over_below(const std::filesystem::path& path);

/// The pictures of a list of paths, such as that of an archive, in its order, and what else is
/// there.
struct SortedPaths {
  std::vector<std::string> pictures;
  LeftOut left_out;
};
[[nodiscard]] SortedPaths pictures_of(const std::vector<std::string>& paths);

}  // namespace mien::media
