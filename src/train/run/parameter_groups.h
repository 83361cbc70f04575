#pragma once

#include <vector>

#include "train/module/trainable_network.h"
#include "train/optim/optimizer.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// Whether a parameter belongs to a head or a hidden layer, and not to the base.
[[nodiscard]] inline bool is_head(const Parameter& parameter) {
  return parameter.name.starts_with("heads.");
}

/// The parameters that a stage trains: base and heads with their learning rates, and each with and
/// without weight decay.
[[nodiscard]] std::vector<ParameterGroup> groups_of(const TrainableNetwork& network,
                                                    const StageRecipe& stage);

}  // namespace mien::train
