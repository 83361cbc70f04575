#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "cli/files/inputs.h"
#include "cli/identity/identify_outputs.h"

namespace mien::cli {

/// The pictures, clips and plots with names that a run of `mien identify` writes.
struct IdentifyMarks {
  std::filesystem::path annotate;  ///< folder, or the .mp4 of one clip; empty: none
  std::filesystem::path timeline;  ///< folder, or the .svg of one clip; empty: none
  bool overwrite = false;          ///< marked files may replace files that are not mien's
};

/// What stands at a face: "ann 0.61", or "unknown".
[[nodiscard]] std::string mark_text(std::span<const PersonMatch> people,
                                    const Threshold& threshold);

/// Writes the marked photos and clips and the timelines of what could be read. Photos and clips are
/// decoded once more for it, since names are known only when a clip was read to its end.
/// @param inputs where the outputs go, one for each of `identified`
/// @throws Error (ErrorCode::cancelled) if the user stopped it
void write_marks(const IdentifyMarks& marks, std::span<const Input> inputs,
                 std::span<const IdentifiedInput> identified, const Threshold& threshold,
                 std::int64_t max_pixels, bool quiet);

}  // namespace mien::cli
