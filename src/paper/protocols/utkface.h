#pragma once

#include <filesystem>
#include <memory>

#include "dataset/source.h"

namespace mien::paper {

/// Opens UTKFace, a folder as its owners lay it out, or any source as `dataset::open_source` reads
/// them. The pictures of the folder are named AGE_GENDER_RACE_DATE.jpg (also .jpg.chip.jpg, the
/// aligned and cropped ones). GENDER is 0 (male) or 1 (female) and RACE 0 to 4 (white, black,
/// asian, indian, other). Pictures whose name says no age, gender and race are passed over; UTKFace
/// has three.
/// @return columns path, age, gender and ethnicity, sorted by path; or those of the source
/// @throws Error (ErrorCode::input) as `open_source`, or if a folder of neither kind is given
[[nodiscard]] std::shared_ptr<const dataset::PictureSource> open_utkface(
    const std::filesystem::path& path);

}  // namespace mien::paper
