#include "train/optim/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace mien::train {

double rate_factor(const Schedule& schedule, std::int64_t step) {
  if (step < schedule.warm_up_steps) {
    return static_cast<double>(step + 1) / static_cast<double>(schedule.warm_up_steps);
  }
  if (!schedule.cosine) return 1;
  const auto left =
      static_cast<double>(std::max<std::int64_t>(schedule.steps - schedule.warm_up_steps, 1));
  const double done = static_cast<double>(step - schedule.warm_up_steps) / left;
  const double half_wave = 0.5 * (1 + std::cos(std::numbers::pi * std::min(done, 1.0)));
  return schedule.floor + (1 - schedule.floor) * half_wave;
}

}  // namespace mien::train
