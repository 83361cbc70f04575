#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "eval/fairness.h"

namespace mien::paper {

/// What gaps say and what they do not.
[[nodiscard]] std::string fairness_meaning();

/// "Not compared, fewer than 20 pictures: black (7)."; empty if all groups are large enough.
[[nodiscard]] std::string small_groups_text(const eval::FairnessGap& gap);

/// The gaps as a table to read, in the order given.
[[nodiscard]] std::string fairness_text(const std::vector<eval::FairnessGap>& gaps);

/// All gaps with all their groups (docs/guides/evaluation.md).
[[nodiscard]] nlohmann::ordered_json fairness_json(const std::vector<eval::FairnessGap>& gaps);

/// A row for each group of each gap.
[[nodiscard]] std::string fairness_csv(const std::vector<eval::FairnessGap>& gaps);

}  // namespace mien::paper
