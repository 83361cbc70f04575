#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/identity/identity_options.h"
#include "mien/core/face.h"

namespace mien::cli {

using IdentityJson = nlohmann::ordered_json;

/// [x, y, width, height], pixels.
[[nodiscard]] IdentityJson box_json(const Box& box);

inline constexpr int distance_decimals = 4;

/// A distance with four digits, as every format has it.
[[nodiscard]] IdentityJson distance_json(float distance);

/// Keys "distance" and "operating_point", which is null if nothing was measured.
[[nodiscard]] IdentityJson threshold_json(const Threshold& threshold);

/// As a line of a file of JSON lines; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_line(const IdentityJson& json);

/// As text of a file; bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string json_text(const IdentityJson& json);

}  // namespace mien::cli
