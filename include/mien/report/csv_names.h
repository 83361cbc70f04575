#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "mien/report/clip_writer.h"
#include "mien/report/result_writer.h"

namespace mien {

/// Whose columns a CSV has.
enum class CsvNames {
  mien,      ///< those of docs/reference/output.md and docs/guides/clips-output.md
  feat,      ///< those of py-feat's Fex
  openface,  ///< those of OpenFace 2
};

/// @param text "mien", "feat" or "openface"
/// @throws Error (ErrorCode::usage) for another text
[[nodiscard]] CsvNames csv_names(std::string_view text);

/// Rows of photos with these columns: one for each face, and one for an input without a face.
/// Columns for what mien does not measure are left out (docs/reference/output.md).
/// @throws Error (ErrorCode::output) if the file cannot be created, as all makers
[[nodiscard]] std::unique_ptr<ResultWriter> make_csv_writer(const std::filesystem::path& path,
                                                            CsvNames names);

/// Rows of frames with these columns, likewise.
/// @throws Error (ErrorCode::output), as above
[[nodiscard]] std::unique_ptr<ClipWriter> make_frame_csv_writer(const std::filesystem::path& path,
                                                                CsvNames names);

}  // namespace mien
