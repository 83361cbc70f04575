#pragma once

#include <string>

#include "eval/evaluation.h"

namespace mien::cli {

/// What was evaluated, as the user named it.
struct EvaluatedNames {
  std::string model;
  std::string data;
  std::string split;  ///< empty: all records
};

/// The scores as tables to read.
[[nodiscard]] std::string evaluation_text(const eval::Evaluation& evaluation,
                                          const EvaluatedNames& names);

/// How many pictures ended so.
[[nodiscard]] std::size_t count_outcomes(const eval::Evaluation& evaluation,
                                         eval::PictureOutcome::State state);

}  // namespace mien::cli
