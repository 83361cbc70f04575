#include "train/optim/weight_average.h"

#include <algorithm>

namespace mien::train {

void update_average(TrainableNetwork& average, const TrainableNetwork& network, double decay,
                    std::int64_t step) {
  const torch::NoGradGuard no_grad;
  const auto taken = static_cast<double>(step);
  const double share = std::min(decay, (1 + taken) / (10 + taken));
  for (std::size_t i = 0; i < network.tensors().size(); ++i) {
    average.tensors()[i].lerp_(network.tensors()[i], 1 - share);
  }
}

}  // namespace mien::train
