#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "train/recipe/recipe.h"
#include "train/run/checkpoint/checkpoint.h"
#include "train/run/validation.h"

namespace mien::train {

/// Where a run stands after a step.
struct StepReport {
  std::string stage;
  std::int64_t epoch = 0;  ///< in the stage, from 1
  std::int64_t epochs = 0;
  std::int64_t batch = 0;  ///< done in the epoch
  std::int64_t batches = 0;
  double loss = 0;      ///< mean of the epoch so far
  double accuracy = 0;  ///< of the first head, 0 to 1, mean of the epoch so far
  double pictures_per_second = 0;
  double seconds_left = 0;  ///< of the stage
};

/// @param batches of an epoch; at least one of this epoch must be done
[[nodiscard]] StepReport step_report(const StageRecipe& stage, const RunProgress& progress,
                                     std::int64_t batches);

/// The line of metrics.csv for an epoch that is done.
[[nodiscard]] EpochRow epoch_row(const StageRecipe& stage, const RunProgress& progress,
                                 const std::vector<HeadScores>& scores);

}  // namespace mien::train
