#include <fmt/format.h>

#include <string>
#include <vector>

#include "networks/architectures/inception_kernels.h"
#include "networks/architectures/tensorflow_norm.h"
#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr int feature_size = 512;

int relu_convolution(GraphBuilder& g, const std::string& name, int x,
                     const ConvolutionOptions& options) {
  x = g.batch_norm(name + ".bn", g.convolution(name + ".conv", x, options), tensorflow_norm);
  return g.activation(x, Nonlinearity::relu);
}

struct Layer {
  int out;
  Extent kernel = 1;
  bool halves = false;  ///< stride 2 without padding; else rows and columns stay
};

/// A branch of several layers counts them in its names; one layer alone does not.
int branch(GraphBuilder& g, const std::string& name, int x, const std::vector<Layer>& layers) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Layer& layer = layers[i];
    const Extent kernel = layer.kernel;
    ConvolutionOptions options{.out = layer.out, .kernel = kernel};
    if (layer.halves) {
      options.stride = 2;
    } else {
      options.pad = {kernel.height / 2, kernel.width / 2};
    }
    x = relu_convolution(g, layers.size() > 1 ? fmt::format("{}.{}", name, i) : name, x, options);
  }
  return x;
}

/// The branches side by side.
std::vector<int> branches(GraphBuilder& g, const std::string& name, int x,
                          const std::vector<std::vector<Layer>>& layers) {
  std::vector<int> ends;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    ends.push_back(branch(g, fmt::format("{}.branch{}", name, i), x, layers[i]));
  }
  return ends;
}

/// Branches, joined, brought back to the channels of x, and a share of the result added to x.
struct Residual {
  std::vector<std::vector<Layer>> layers;
  double share;
  bool relu = true;
};

int add_residual(GraphBuilder& g, const std::string& name, int x, const Residual& block,
                 double drop_path) {
  int out = g.concat(branches(g, name, x, block.layers));
  out = g.convolution(name + ".conv2d", out, {.out = g.channels(x), .bias = true});
  out = g.drop_path(g.scale(out, block.share), drop_path);
  out = g.add(out, x);
  return block.relu ? g.activation(out, Nonlinearity::relu) : out;
}

/// Branches of stride 2 beside a maximum.
int reduce(GraphBuilder& g, const std::string& name, int x,
           const std::vector<std::vector<Layer>>& layers) {
  std::vector<int> ends = branches(g, name, x, layers);
  ends.push_back(g.max_pool(x, {.kernel = 3, .stride = 2}));
  return g.concat(ends);
}

int inception_resnet_stem(GraphBuilder& g) {
  int x = relu_convolution(g, "conv2d_1a", GraphBuilder::picture,
                           {.out = 32, .kernel = 3, .stride = 2});
  x = relu_convolution(g, "conv2d_2a", x, {.out = 32, .kernel = 3});
  x = relu_convolution(g, "conv2d_2b", x, {.out = 64, .kernel = 3, .pad = 1});
  x = g.max_pool(x, {.kernel = 3, .stride = 2});
  x = relu_convolution(g, "conv2d_3b", x, {.out = 80});
  x = relu_convolution(g, "conv2d_4a", x, {.out = 192, .kernel = 3});
  return relu_convolution(g, "conv2d_4b", x, {.out = 256, .kernel = 3, .stride = 2});
}

// Figures 10 and on of Szegedy et al. 2016.
Residual block35() { return {{{{32}}, {{32}, {32, 3}}, {{32}, {32, 3}, {32, 3}}}, 0.17}; }

Residual block17() {
  return {{{{128}}, {{128}, {128, row_of_seven}, {128, column_of_seven}}}, 0.1};
}

Residual block8() { return {{{{192}}, {{192}, {192, row_of_three}, {192, column_of_three}}}, 0.2}; }

}  // namespace

// Its features are what FaceNet compares, before they are scaled to length 1.
NetworkGraph make_inception_resnet_v1(const NetworkSettings& settings) {
  constexpr int repeats_35 = 5;
  constexpr int repeats_17 = 10;
  constexpr int repeats_8 = 5;
  constexpr int block_count = repeats_35 + repeats_17 + repeats_8 + 1;
  GraphBuilder g("inception-resnet-v1");
  int x = inception_resnet_stem(g);
  int count = 0;
  const auto add = [&](const std::string& name, const Residual& block) {
    x = add_residual(g, name, x, block, settings.drop_path * count++ / (block_count - 1));
  };
  for (int i = 0; i < repeats_35; ++i) add(fmt::format("repeat_1.{}", i), block35());
  x = reduce(g, "mixed_6a", x, {{{384, 3, true}}, {{192}, {192, 3}, {256, 3, true}}});
  for (int i = 0; i < repeats_17; ++i) add(fmt::format("repeat_2.{}", i), block17());
  x = reduce(g, "mixed_7a", x,
             {{{256}, {384, 3, true}}, {{256}, {256, 3, true}}, {{256}, {256, 3}, {256, 3, true}}});
  for (int i = 0; i < repeats_8; ++i) add(fmt::format("repeat_3.{}", i), block8());
  add("block8", {block8().layers, 1, false});
  const double rate = settings.dropout.value_or(0.6);
  x = g.dropout(g.flatten(g.global_average_pool(x)), rate);
  x = g.linear("last_linear", x, feature_size, false);
  const int features = g.batch_norm("last_bn", x, tensorflow_norm);
  return std::move(g).finish(features, {.name = "logits", .classes = settings.classes});
}

}  // namespace mien::train
