#pragma once

#include "cli/reproduce/reproduction.h"

namespace mien::cli {

// The paper's tables with all that the request's data allow to measure; rows that they do not allow
// say what is missing.

[[nodiscard]] reproduce::ReproducedTable reproduce_identity(Reproduction& run);     ///< 1
[[nodiscard]] reproduce::ReproducedTable reproduce_expressions(Reproduction& run);  ///< 2
[[nodiscard]] reproduce::ReproducedTable reproduce_speed(Reproduction& run);        ///< 3
[[nodiscard]] reproduce::ReproducedTable reproduce_clips(Reproduction& run);        ///< 4
[[nodiscard]] reproduce::ReproducedTable reproduce_group_clips(Reproduction& run);  ///< 5

[[nodiscard]] reproduce::ReproducedTable reproduce_attributes(Reproduction& run);  ///< 6
[[nodiscard]] reproduce::ReproducedTable reproduce_ethnicity(Reproduction& run);   ///< 7

/// How far groups of people are apart: a table in points and one in years, each if it has rows.
[[nodiscard]] std::vector<reproduce::ReproducedTable> reproduce_fairness(Reproduction& run);

/// A row that says that a model of the catalogue was not fetched.
[[nodiscard]] reproduce::TableRow row_without_model(const std::string& group,
                                                    const std::string& what,
                                                    const std::string& model);

}  // namespace mien::cli
