#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "mien/pipeline/face_analyzer.h"
#include "serve/options.h"

namespace mien::serve {

/// The files that are made of a clip.
inline constexpr const char* clip_frames_file = "frames.jsonl";
inline constexpr const char* clip_people_lines_file = "people.jsonl";
inline constexpr const char* clip_people_table_file = "people.csv";
inline constexpr const char* clip_timeline_file = "timeline.svg";
inline constexpr const char* clip_report_file = "report.html";

/// A clip that is to be read.
struct ClipTask {
  std::filesystem::path file;
  std::filesystem::path results;  ///< the folder of the files that are made
  std::string name;               ///< of the clip, in results and messages
  int every = 1;                  ///< use every Nth frame
};

/// How far the reading of a clip is.
struct ClipProgress {
  std::int64_t frames = 0;  ///< that were read
  double seconds = 0;       ///< time of the last one
  double duration = 0;      ///< seconds of the clip by its container; 0 if unknown
  std::size_t bytes = 0;    ///< of the results so far
};

/// Reads a clip as `mien analyze` does, and writes its rows, its people, its timeline and its
/// report.
/// @param go_on called after each frame; false gives up
/// @return whether all of it was read and the files are there
/// @throws Error (ErrorCode::input) if it is no clip, or longer than `Limits::clip_seconds`, or
/// takes longer than `Limits::clip_work`, (ErrorCode::output) if the results cannot be written
[[nodiscard]] bool analyze_clip(const FaceAnalyzer& analyzer, const ClipTask& task,
                                const Limits& limits,
                                const std::function<bool(const ClipProgress&)>& go_on);

}  // namespace mien::serve
