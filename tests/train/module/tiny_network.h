#pragma once

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>
#include <utility>
#include <vector>

#include "networks/graph_builder.h"
#include "networks/synthetic_tensors.h"
#include "train/finite_differences.h"
#include "train/module/trainable_network.h"

namespace mien::train {

inline torch::Generator generator(std::uint64_t seed = 1) {
  return at::detail::createCPUGenerator(seed);
}

/// Numbers from -1 to 1 that the name decides.
inline torch::Tensor uniform(std::string_view name, const std::vector<std::int64_t>& shape) {
  torch::Tensor result = torch::empty(shape, torch::kFloat);
  const std::vector<float> values = uniform_values(name, static_cast<std::size_t>(result.numel()));
  std::copy(values.begin(), values.end(), result.data_ptr<float>());
  return result;
}

/// The network that ends at `last`, a node with rows and columns, with synthetic weights.
inline TrainableNetwork network_to(GraphBuilder builder, int last) {
  const int features = builder.flatten(builder.global_average_pool(last));
  NetworkGraph graph = std::move(builder).finish(features, {});
  const NamedTensors tensors = synthetic_tensors(graph);
  return {std::move(graph), tensors};
}

/// The value of one node.
inline torch::Tensor value_of(const TrainableNetwork& network, int node,
                              const torch::Tensor& picture, const Pass& pass = {},
                              const torch::Generator& random = generator()) {
  return network.forward(picture, std::vector<int>{node}, pass, random).front();
}

inline void train_all(TrainableNetwork& network) {
  network.train_only([](const Parameter&) { return true; });
}

}  // namespace mien::train
