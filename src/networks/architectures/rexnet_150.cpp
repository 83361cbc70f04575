#include <fmt/format.h>

#include <array>
#include <cmath>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr double width = 1.5;
constexpr int rexnet_block_count = 16;
constexpr std::array<int, 6> stage_repeats = {1, 2, 2, 3, 3, 5};
constexpr std::array<int, 6> stage_strides = {1, 2, 2, 2, 1, 2};
constexpr int stages_without_squeeze = 2;

// Han et al.: channels grow linearly from block to block. Halves go to the even neighbour, as in
// the published weights.
int block_channels(int block) {
  return static_cast<int>(std::nearbyint((16 + 180.0 / rexnet_block_count * block) * width));
}

int normed_convolution(GraphBuilder& g, const std::string& name, int x,
                       const ConvolutionOptions& options) {
  return g.batch_norm(name + ".bn", g.convolution(name + ".conv", x, options));
}

int squeeze_excite_normed(GraphBuilder& g, const std::string& name, int x) {
  int gate = g.global_average_pool(x);
  gate = g.convolution(name + ".fc1", gate, {.out = g.channels(x) / 12, .bias = true});
  gate = g.activation(g.batch_norm(name + ".bn", gate), Nonlinearity::relu);
  gate = g.convolution(name + ".fc2", gate, {.out = g.channels(x), .bias = true});
  return g.multiply(x, g.activation(gate, Nonlinearity::sigmoid));
}

struct RexnetBlock {
  int out;
  int stride;
  bool expands;
  bool squeezes;
  double drop_path;
};

int add_block(GraphBuilder& g, const std::string& name, int shortcut, const RexnetBlock& block) {
  const int in = g.channels(shortcut);
  int x = shortcut;
  if (block.expands) {
    x = g.activation(normed_convolution(g, name + ".conv_exp", x, {.out = in * 6}),
                     Nonlinearity::silu);
  }
  const int wide = g.channels(x);
  x = normed_convolution(
      g, name + ".conv_dw", x,
      {.out = wide, .kernel = 3, .stride = block.stride, .pad = 1, .groups = wide});
  if (block.squeezes) x = squeeze_excite_normed(g, name + ".se", x);
  x = g.activation(x, Nonlinearity::relu6);
  x = normed_convolution(g, name + ".conv_pwl", x, {.out = block.out});
  if (block.stride > 1 || in > block.out) return x;
  return g.add_leading(g.drop_path(x, block.drop_path), shortcut);
}

}  // namespace

NetworkGraph make_rexnet_150(const NetworkSettings& settings) {
  GraphBuilder g("rexnet-150");
  int x = normed_convolution(g, "stem", GraphBuilder::picture,
                             {.out = 48, .kernel = 3, .stride = 2, .pad = 1});
  x = g.activation(x, Nonlinearity::silu);
  int count = 0;
  for (std::size_t stage = 0; stage < stage_repeats.size(); ++stage) {
    for (int i = 0; i < stage_repeats[stage]; ++i, ++count) {
      x = add_block(g, fmt::format("features.{}", count), x,
                    {.out = block_channels(count),
                     .stride = i == 0 ? stage_strides[stage] : 1,
                     .expands = stage > 0,
                     .squeezes = stage >= stages_without_squeeze,
                     .drop_path = settings.drop_path * count / (rexnet_block_count - 1)});
    }
  }
  x = normed_convolution(g, fmt::format("features.{}", rexnet_block_count), x, {.out = 1920});
  x = g.activation(x, Nonlinearity::silu);
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(
      features,
      {.name = "head.fc", .classes = settings.classes, .dropout = settings.dropout.value_or(0.2)});
}

}  // namespace mien::train
