#include <fmt/format.h>

#include <array>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

struct BregBlock {
  int layers;
  int out;
  int stride;
};

constexpr std::array<BregBlock, 5> breg_blocks = {
    {{7, 32, 1}, {1, 64, 2}, {8, 64, 1}, {1, 128, 2}, {7, 128, 1}}};
constexpr int all_layers = 24;

int normed_elu(GraphBuilder& g, const std::string& norm, int x) {
  return g.activation(g.batch_norm(norm, x), Nonlinearity::elu);
}

/// The shortcut is bent, its gradient bounded, by an arctangent with learnt numbers.
int residual_layer(GraphBuilder& g, const std::string& name, int input, const BregBlock& block,
                   double drop_path) {
  int x = g.convolution(
      name + "._conv0", normed_elu(g, name + "._batchnorm_conv0", input),
      {.out = block.out, .kernel = 3, .stride = block.stride, .pad = 1, .bias = true});
  x = g.convolution(name + "._conv1", normed_elu(g, name + "._batchnorm_conv1", x),
                    {.out = block.out, .kernel = 3, .pad = 1, .bias = true});
  int shortcut = g.arctangent(name + "._shortcut", input);
  if (block.stride > 1) {
    // A convolution of stride 2 that pads rounds up where a pool rounds down.
    shortcut = g.average_pool(
        shortcut,
        {.kernel = block.stride, .stride = block.stride, .ceiling = true, .count_padding = false});
  }
  const int missing = block.out - g.channels(input);
  if (missing > 0) shortcut = g.widen(shortcut, block.out, missing / 2);
  return g.add(g.drop_path(x, drop_path), shortcut);
}

}  // namespace

NetworkGraph make_breg_next_50(const NetworkSettings& settings) {
  GraphBuilder g("breg-next-50");
  int x = g.convolution("_conv0", GraphBuilder::picture,
                        {.out = 32, .kernel = 3, .pad = 1, .bias = true});
  int count = 0;
  for (std::size_t i = 0; i < breg_blocks.size(); ++i) {
    for (int layer = 0; layer < breg_blocks[i].layers; ++layer, ++count) {
      x = residual_layer(g, fmt::format("_model.{}._layer_stack.{}", i, layer), x, breg_blocks[i],
                         settings.drop_path * count / (all_layers - 1));
    }
  }
  x = normed_elu(g, "_model.5", x);
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(
      features,
      {.name = "_fc0", .classes = settings.classes, .dropout = settings.dropout.value_or(0)});
}

}  // namespace mien::train
