#include "train/run/parameter_groups.h"

#include <utility>

namespace mien::train {

std::vector<ParameterGroup> groups_of(const TrainableNetwork& network, const StageRecipe& stage) {
  std::vector<ParameterGroup> groups;
  for (const bool head : {false, true}) {
    for (const bool decay : {true, false}) {
      ParameterGroup group{{}, head ? stage.head_learning_rate : stage.learning_rate, decay};
      for (std::size_t i = 0; i < network.parameters().size(); ++i) {
        const Parameter& parameter = network.parameters()[i];
        if (network.tensors()[i].requires_grad() && is_head(parameter) == head &&
            (parameter.weight_decay || stage.decay_all) == decay) {
          group.tensors.push_back(network.tensors()[i]);
        }
      }
      if (!group.tensors.empty()) groups.push_back(std::move(group));
    }
  }
  return groups;
}

}  // namespace mien::train
