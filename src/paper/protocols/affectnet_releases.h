#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "paper/protocols/affectnet.h"

namespace mien::paper {

/// What the numbers of AffectNet's releases stand for; the last three are no expressions.
inline constexpr std::array<std::string_view, 11> affectnet_expressions = {
    "neutral", "happiness", "sadness", "surprise",  "fear",    "disgust",
    "anger",   "contempt",  "none",    "uncertain", "non_face"};

/// Opens the release of 2017 by its training.csv or validation.csv; `open_affectnet` says how its
/// pictures lie.
/// @throws Error (ErrorCode::input) that names the line which is wrong, or if there are no pictures
[[nodiscard]] AffectNet open_affectnet_2017(const std::filesystem::path& csv);

/// Opens a part of the release of 2021, a folder with images/ and annotations/.
/// @throws Error (ErrorCode::input) that names the file which is wrong, or if there are no pictures
[[nodiscard]] AffectNet open_affectnet_2021(const std::filesystem::path& folder);

}  // namespace mien::paper
