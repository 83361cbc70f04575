#pragma once

#include <cstdint>

namespace mien::train {

/// How the learning rate moves over a stage.
struct Schedule {
  std::int64_t steps = 0;          ///< of the stage
  std::int64_t warm_up_steps = 0;  ///< over which the rate rises linearly from 0
  bool cosine = true;              ///< falls along half a cosine after the warm-up, else stays
  double floor = 0.01;             ///< share of the rate that is left at the end of the cosine
};

/// The factor of the learning rate for a step, 0 to 1.
/// @param step 0 to schedule.steps - 1
[[nodiscard]] double rate_factor(const Schedule& schedule, std::int64_t step);

}  // namespace mien::train
