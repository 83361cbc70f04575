#include <array>
#include <string>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr BatchNormOptions keras_norm{.epsilon = 1e-3, .momentum = 0.01};

struct MobilenetBlock {
  int out;
  int stride;
};

// Table 1 of Howard et al.
constexpr std::array<MobilenetBlock, 13> mobilenet_blocks = {{{64, 1},
                                                              {128, 2},
                                                              {128, 1},
                                                              {256, 2},
                                                              {256, 1},
                                                              {512, 2},
                                                              {512, 1},
                                                              {512, 1},
                                                              {512, 1},
                                                              {512, 1},
                                                              {512, 1},
                                                              {1024, 2},
                                                              {1024, 1}}};

int normed_relu6(GraphBuilder& g, const std::string& name, int x,
                 const ConvolutionOptions& options) {
  const int convolved = g.convolution(name, x, options);
  return g.activation(g.batch_norm(name + "_bn", convolved, keras_norm), Nonlinearity::relu6);
}

}  // namespace

// The paper's networks read faces at 224 x 224, where TensorFlow's padding and the one row and
// column that Keras adds at the bottom and right are the same.
NetworkGraph make_mobilenet_v1(const NetworkSettings& settings) {
  GraphBuilder g("mobilenet-v1");
  int x = normed_relu6(g, "conv1", GraphBuilder::picture,
                       {.out = 32, .kernel = 3, .stride = 2, .same = true});
  for (std::size_t i = 0; i < mobilenet_blocks.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const int in = g.channels(x);
    x = normed_relu6(
        g, "conv_dw_" + number, x,
        {.out = in, .kernel = 3, .stride = mobilenet_blocks[i].stride, .same = true, .groups = in});
    x = normed_relu6(g, "conv_pw_" + number, x, {.out = mobilenet_blocks[i].out});
  }
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(features, {.name = "conv_preds",
                                        .classes = settings.classes,
                                        .dropout = settings.dropout.value_or(1e-3)});
}

}  // namespace mien::train
