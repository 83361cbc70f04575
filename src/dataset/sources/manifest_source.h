#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "dataset/records.h"
#include "dataset/source.h"

namespace mien::dataset {

/// Opens a manifest: a CSV file whose column "path" is relative to its folder.
/// @throws Error (ErrorCode::input) as `open_source` does
[[nodiscard]] std::shared_ptr<const PictureSource> open_manifest(const std::filesystem::path& path);

/// Pictures below a folder with records that were made from something else than mien's manifest,
/// such as a data set's own labels. Whether the pictures exist shows when they are read; `sha256`
/// is of the records' fields alone, as for a manifest.
/// @param findings of the walk that found the pictures, if there was one
/// @param name of the source and, with the records' lines, of where they come from in messages
/// @throws Error (ErrorCode::input) that names the line of a box (columns x, y, width, height) that
/// is none
[[nodiscard]] std::shared_ptr<const PictureSource> source_of_records(
    const std::string& name, const std::filesystem::path& folder, Records records,
    WalkFindings findings = {});

}  // namespace mien::dataset
