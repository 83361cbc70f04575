#pragma once

#include <string>

#include "mien/clip/frame_faces.h"
#include "mien/clip/summary.h"

namespace mien {

// The rows that `mien analyze --csv` writes of clips, for who keeps them in another way than in one
// file. Headers and rows end in a line end (docs/guides/clips-output.md).

[[nodiscard]] std::string frame_csv_header();

/// The rows of a frame: one for each face, or one with empty face columns.
[[nodiscard]] std::string frame_csv_rows(const std::string& clip, const FrameFaces& frame);

/// The row behind the frames of a clip that has an error or is damaged; empty for other clips.
[[nodiscard]] std::string frame_csv_end(const ClipSummary& clip);

/// As `mien analyze --csv --people` writes them.
[[nodiscard]] std::string track_csv_header();

/// One row for each person, or one with empty columns of the person.
[[nodiscard]] std::string track_csv_rows(const ClipSummary& clip);

/// The spans in which a person shows one expression, with the names that JSON has for them.
[[nodiscard]] std::string segment_csv_header();

/// One row for each segment, by person and time; none for a clip without.
[[nodiscard]] std::string segment_csv_rows(const ClipSummary& clip);

}  // namespace mien
