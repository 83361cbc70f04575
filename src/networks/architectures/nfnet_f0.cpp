#include <fmt/format.h>

#include <array>
#include <cmath>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

struct NfnetStage {
  int out;
  int repeats;
  int stride;  ///< of the first block
};

// Table 1 of Brock et al. 2021.
constexpr std::array<NfnetStage, 4> nfnet_stages = {
    {{256, 1, 1}, {512, 2, 2}, {1536, 6, 2}, {1536, 3, 2}}};
constexpr int nfnet_block_count = 12;
constexpr int group_channels = 128;
constexpr int feature_channels = 3072;
constexpr double alpha = 0.2;                 // share of a block in its sum
constexpr double gate_gain = 2;               // makes up for the mean of the sigmoid
constexpr double gamma = 1.7015043497085571;  // makes GELU of unit variance have unit variance

int standardised(GraphBuilder& g, const std::string& name, int x, ConvolutionOptions options) {
  options.same = true;
  options.bias = true;
  options.standardised = true;
  return g.convolution(name, x, options);
}

int scaled_gelu(GraphBuilder& g, int x, double factor = 1) {
  return g.scale(g.activation(x, Nonlinearity::gelu), gamma * factor);
}

/// x times its squeeze-and-excitation, the block's constants and its learnt gain. These stand on
/// the gate, which is 1 x 1, rather than on x.
int gated(GraphBuilder& g, const std::string& name, int x) {
  const int channels = g.channels(x);
  int gate = g.global_average_pool(x);
  gate = g.convolution(name + ".attn_last.fc1", gate, {.out = channels / 2, .bias = true});
  gate = g.activation(gate, Nonlinearity::relu);
  gate = g.convolution(name + ".attn_last.fc2", gate, {.out = channels, .bias = true});
  gate = g.activation(gate, Nonlinearity::sigmoid);
  return g.multiply(x, g.scale(gate, gate_gain * alpha, name + ".skipinit_gain"));
}

/// @param beta 1 / the standard deviation that the input is expected to have
int nfnet_block(GraphBuilder& g, const std::string& name, int input, int out, int stride,
                double beta, double drop_path) {
  const int inside = out / 2;
  const int groups = inside / group_channels;
  const int start = scaled_gelu(g, input, beta);
  int shortcut = input;
  if (stride > 1 || g.channels(input) != out) {
    shortcut = start;
    if (stride > 1) {
      shortcut = g.average_pool(
          shortcut, {.kernel = 2, .stride = stride, .ceiling = true, .count_padding = false});
    }
    shortcut = standardised(g, name + ".downsample.conv", shortcut, {.out = out});
  }
  int x = scaled_gelu(g, standardised(g, name + ".conv1", start, {.out = inside}));
  x = standardised(g, name + ".conv2", x,
                   {.out = inside, .kernel = 3, .stride = stride, .groups = groups});
  x = standardised(g, name + ".conv2b", scaled_gelu(g, x),
                   {.out = inside, .kernel = 3, .groups = groups});
  x = standardised(g, name + ".conv3", scaled_gelu(g, x), {.out = out});
  return g.add(g.drop_path(gated(g, name, x), drop_path), shortcut);
}

int nfnet_stem(GraphBuilder& g) {
  int x = GraphBuilder::picture;
  x = standardised(g, "stem.conv1", x, {.out = 16, .kernel = 3, .stride = 2});
  x = standardised(g, "stem.conv2", scaled_gelu(g, x), {.out = 32, .kernel = 3});
  x = standardised(g, "stem.conv3", scaled_gelu(g, x), {.out = 64, .kernel = 3});
  return standardised(g, "stem.conv4", scaled_gelu(g, x), {.out = 128, .kernel = 3, .stride = 2});
}

}  // namespace

NetworkGraph make_nfnet_f0(const NetworkSettings& settings) {
  GraphBuilder g("nfnet-f0");
  int x = nfnet_stem(g);
  int count = 0;
  double variance = 1;  // expected of the input of a block
  for (std::size_t s = 0; s < nfnet_stages.size(); ++s) {
    const NfnetStage& stage = nfnet_stages[s];
    for (int i = 0; i < stage.repeats; ++i, ++count) {
      x = nfnet_block(g, fmt::format("stages.{}.{}", s, i), x, stage.out, i == 0 ? stage.stride : 1,
                      1 / std::sqrt(variance),
                      settings.drop_path * count / (nfnet_block_count - 1));
      variance = (i == 0 ? 1 : variance) + alpha * alpha;
    }
  }
  x = scaled_gelu(g, standardised(g, "final_conv", x, {.out = feature_channels}));
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(
      features,
      {.name = "head.fc", .classes = settings.classes, .dropout = settings.dropout.value_or(0)});
}

}  // namespace mien::train
