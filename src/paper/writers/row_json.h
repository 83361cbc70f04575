#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// Measured rows as JSON. The paper's numbers are not part of it.
[[nodiscard]] nlohmann::ordered_json rows_json(const std::vector<TableRow>& rows);

/// The rows that `rows_json` wrote.
/// @param source what to call the JSON in messages
/// @throws Error (ErrorCode::input) if it is something else
[[nodiscard]] std::vector<TableRow> rows_of_json(const nlohmann::ordered_json& json,
                                                 const std::string& source);

}  // namespace mien::paper
