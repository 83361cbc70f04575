#include <fmt/format.h>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr int stage_count = 4;
constexpr int blocks_a_stage = 2;

int basic_block(GraphBuilder& g, const std::string& name, int input, int out, int stride,
                double drop_path) {
  int x =
      g.convolution(name + ".conv1", input, {.out = out, .kernel = 3, .stride = stride, .pad = 1});
  x = g.activation(g.batch_norm(name + ".bn1", x), Nonlinearity::relu);
  x = g.convolution(name + ".conv2", x, {.out = out, .kernel = 3, .pad = 1});
  x = g.drop_path(g.batch_norm(name + ".bn2", x), drop_path);
  int shortcut = input;
  if (stride > 1) {
    shortcut = g.convolution(name + ".downsample.0", input, {.out = out, .stride = stride});
    shortcut = g.batch_norm(name + ".downsample.1", shortcut);
  }
  return g.activation(g.add(x, shortcut), Nonlinearity::relu);
}

}  // namespace

NetworkGraph make_resnet18(const NetworkSettings& settings) {
  GraphBuilder g("resnet18");
  int x = g.convolution("conv1", GraphBuilder::picture,
                        {.out = 64, .kernel = 7, .stride = 2, .pad = 3});
  x = g.activation(g.batch_norm("bn1", x), Nonlinearity::relu);
  x = g.max_pool(x, {.kernel = 3, .stride = 2, .pad = 1});
  int count = 0;
  for (int stage = 0; stage < stage_count; ++stage) {
    for (int i = 0; i < blocks_a_stage; ++i, ++count) {
      x = basic_block(g, fmt::format("layer{}.{}", stage + 1, i), x, 64 << stage,
                      stage > 0 && i == 0 ? 2 : 1,
                      settings.drop_path * count / (stage_count * blocks_a_stage - 1));
    }
  }
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(
      features,
      {.name = "fc", .classes = settings.classes, .dropout = settings.dropout.value_or(0)});
}

}  // namespace mien::train
