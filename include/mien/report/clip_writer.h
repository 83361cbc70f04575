#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "mien/clip/frame_faces.h"
#include "mien/clip/summary.h"
#include "mien/core/left_out.h"

namespace mien {

/// Writes clips as they are read, one after the other. Each row is handed to the system at once.
/// Not for several threads at once. docs/guides/clips-output.md describes the formats.
class ClipWriter {
 public:
  virtual ~ClipWriter() = default;

  /// A frame of a clip, in order of time.
  /// @param clip its name, as in its ClipSummary
  /// @throws Error (ErrorCode::output) that names the file and the reason, or if it is finished
  virtual void write(const std::string& clip, const FrameFaces& frame) = 0;

  /// The end of a clip, also of one that could not be read.
  /// @throws Error (ErrorCode::output), as for frames
  virtual void write(const ClipSummary& clip) = 0;

  /// What was left out of a folder that the user named, after its clips. Formats without a place
  /// for it write nothing.
  /// @throws Error (ErrorCode::output), as for frames
  virtual void write_left_out(const std::string& folder, const LeftOut& left_out);

  /// Completes the file and puts it in its place, as ResultWriter::finish.
  /// @throws Error (ErrorCode::output)
  virtual void finish() = 0;
};

/// A frame, a person of a clip and a clip as JSON objects on one line, without a line end
/// (docs/reference/clip.schema.json). They are always valid UTF-8.
[[nodiscard]] std::string to_json(const std::string& clip, const FrameFaces& frame);
[[nodiscard]] std::string to_json(const std::string& clip, const TrackSummary& track);
[[nodiscard]] std::string to_json(const ClipSummary& clip);

/// One JSON object a line for each frame, then one for the clip. In all of the makers, the path "-"
/// is standard output, and a regular file appears only when it is finished.
/// @throws Error (ErrorCode::output) if the file cannot be created (all makers)
[[nodiscard]] std::unique_ptr<ClipWriter> make_frame_lines_writer(
    const std::filesystem::path& path);

/// One JSON object a line for each person, then one for the clip.
[[nodiscard]] std::unique_ptr<ClipWriter> make_track_lines_writer(
    const std::filesystem::path& path);

/// Comma-separated values: a header, then one row for each face of each frame. A frame without a
/// face has one row, and so has a clip with an error or damage, at its end.
[[nodiscard]] std::unique_ptr<ClipWriter> make_frame_csv_writer(const std::filesystem::path& path);

/// Comma-separated values: a header, then one row for each person; a clip without people has one
/// row with empty columns.
[[nodiscard]] std::unique_ptr<ClipWriter> make_track_csv_writer(const std::filesystem::path& path);

}  // namespace mien
