#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_reader.h"
#include "train/run/checkpoint/checkpoint.h"

namespace mien::train {

/// The part of a checkpoint that is text. Numbers that need not be whole are written as texts,
/// which keep each bit and know "nan" and "inf".
[[nodiscard]] nlohmann::ordered_json progress_json(const RunProgress& progress);
[[nodiscard]] nlohmann::ordered_json rows_json(const std::vector<EpochRow>& rows);

/// @throws Error (ErrorCode::input) if a number is missing or impossible
[[nodiscard]] RunProgress read_progress(JsonReader reader);
[[nodiscard]] EpochRow read_row(JsonReader reader);

}  // namespace mien::train
