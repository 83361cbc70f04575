#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "cli/files/inputs.h"
#include "cli/files/run_files.h"

namespace mien::cli {

/// Where the photo with boxes and labels goes below an output folder: in the input's format if that
/// is JPEG or PNG, else as JPEG.
[[nodiscard]] std::filesystem::path marked_photo(const std::filesystem::path& folder,
                                                 const Input& photo);

/// Where a file that is made of a clip goes.
/// @param requested a folder, or the file itself if it has the ending
/// @param ending such as ".mp4"
[[nodiscard]] std::filesystem::path file_of_clip(const std::filesystem::path& requested,
                                                 const Input& clip, const std::string& ending);

/// Changes output names until no two inputs make the same file: of "a.webp" and "a.webp.jpg" both
/// marked photos would be "a.webp.jpg".
void make_output_names_unique(std::span<Input> inputs);

/// The files that `--annotate` makes of inputs; none if it was not asked for.
[[nodiscard]] std::vector<std::filesystem::path> marked_files(const std::filesystem::path& annotate,
                                                              std::span<const Input> inputs);

/// Adds what `--annotate` and `--timeline` make of inputs, and the folders for it, to the files of
/// a run.
void add_marked_files(RunFiles& files, const std::filesystem::path& annotate,
                      const std::filesystem::path& timeline, std::span<const Input> inputs);

/// @throws Error (ErrorCode::usage) if one file, by its ending, is to hold the marks or plots of
/// anything but one clip
void require_one_clip(const char* option, const std::filesystem::path& path, const char* ending,
                      std::size_t inputs, std::size_t clips);

/// @throws Error (ErrorCode::usage) if there are files under these names that mien did not write,
/// or that were changed since
void refuse_to_replace_others(const std::string& option,
                              std::span<const std::filesystem::path> files);

}  // namespace mien::cli
