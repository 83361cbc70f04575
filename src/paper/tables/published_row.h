#pragma once

#include <optional>
#include <string>
#include <vector>

#include "paper/writers/reproduced_table.h"

namespace mien::paper {

/// A number of a paper; nothing where the paper gives none.
using Number = std::optional<double>;

/// A row of a paper's table, not measured.
/// @param note what it takes to measure it
[[nodiscard]] TableRow published_row(std::string group, std::string title,
                                     const std::vector<Number>& numbers, std::string note);

}  // namespace mien::paper
