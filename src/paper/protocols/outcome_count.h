#pragma once

#include <algorithm>
#include <cstddef>

#include "eval/evaluation.h"

namespace mien::paper {

/// How many pictures of an evaluation have this state.
[[nodiscard]] inline std::size_t outcome_count(const eval::Evaluation& evaluation,
                                               eval::PictureOutcome::State state) {
  return static_cast<std::size_t>(
      std::ranges::count(evaluation.outcomes, state, &eval::PictureOutcome::state));
}

}  // namespace mien::paper
