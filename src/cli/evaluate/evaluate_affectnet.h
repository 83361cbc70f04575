#pragma once

#include "cli/shell/command.h"
#include "dataset/source.h"
#include "dataset/split.h"

namespace mien::cli {

/// `mien evaluate affectnet DIR`: expressions (Table 2).
[[nodiscard]] Command add_evaluate_affectnet(CLI::App& evaluate);

/// The records of a part, where a folder for each class lies in folders for parts; else all.
/// @throws Error (ErrorCode::input) if there are parts, but not this one
[[nodiscard]] dataset::Split affectnet_part(const dataset::PictureSource& source, bool train);

}  // namespace mien::cli
