#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "executor/plan.h"

namespace mien::executor {

inline std::vector<float> random_floats(std::size_t count, std::uint32_t seed, float least = -1) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(least, 1);
  std::vector<float> values(count);
  for (float& value : values) value = unit(random);
  return values;
}

/// A convolution of random weights.
struct RandomLayer {
  LayerKind kind = LayerKind::convolution;
  int inputs = 3;
  int outputs = 16;
  int rows = 3;
  int columns = 3;
  int stride = 1;
  int dilation = 1;
  std::array<int, 4> pads{1, 1, 1, 1};
  Activation activation = Activation::none;
};

/// Adds the layer behind those that are there.
inline void add_layer(Plan& plan, const RandomLayer& options, int input, std::uint32_t seed) {
  Layer layer;
  const std::string name = "layer" + std::to_string(plan.layers.size());
  layer.kind = options.kind;
  layer.inputs = {input};
  layer.activation = options.activation;
  layer.weights = name + "/weights";
  layer.bias = name + "/bias";
  layer.stride = options.stride;
  layer.dilation = options.dilation;
  layer.pads = options.pads;
  const int group_inputs = options.kind == LayerKind::depthwise ? 1 : options.inputs;
  const auto count =
      static_cast<std::size_t>(options.outputs * group_inputs * options.rows * options.columns);
  plan.tensors[layer.weights] = {{options.outputs, group_inputs, options.rows, options.columns},
                                 random_floats(count, seed)};
  plan.tensors[layer.bias] = {{options.outputs},
                              random_floats(static_cast<std::size_t>(options.outputs), seed + 1)};
  if (options.activation == Activation::prelu) {
    layer.slope = name + "/slope";
    plan.tensors[layer.slope] = {
        {options.outputs}, random_floats(static_cast<std::size_t>(options.outputs), seed + 2)};
  }
  plan.layers.push_back(layer);
}

/// Two convolutions, a depthwise one between them, and a mean: all kinds of weights.
inline Plan small_plan() {
  Plan plan;
  plan.name = "small";
  plan.metadata = R"({"any": "text"})";
  add_layer(plan, {.outputs = 20, .stride = 2, .activation = Activation::relu6}, 0, 1);
  add_layer(
      plan,
      {.kind = LayerKind::depthwise, .inputs = 20, .outputs = 20, .activation = Activation::prelu},
      1, 10);
  add_layer(plan,
            {.inputs = 20,
             .outputs = 33,
             .rows = 1,
             .columns = 1,
             .pads = {},
             .activation = Activation::relu},
            2, 20);
  plan.layers.push_back({.kind = LayerKind::mean, .inputs = {3}});
  plan.outputs = {{"map", 3}, {"mean", 4}};
  return plan;
}

}  // namespace mien::executor
