#pragma once

#include <cstdint>

#include "train/module/trainable_network.h"

namespace mien::train {

/// Moves an average of a network's weights and running statistics towards their values after a step
/// (exponential moving average). Early on it follows faster, so that it does not keep the start.
/// @param decay share of the average that stays, 0 to 1
/// @param step number of steps that were taken before this one
void update_average(TrainableNetwork& average, const TrainableNetwork& network, double decay,
                    std::int64_t step);

}  // namespace mien::train
