#include <fmt/format.h>

#include <array>

#include "networks/architectures/tensorflow_norm.h"
#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

struct EfficientStage {
  int out;
  int repeats;
  int kernel;
  int stride;     ///< of the first block
  int expansion;  ///< channels between expansion and projection, for one of the input
};

// Table 1 of Tan and Le.
constexpr std::array<EfficientStage, 7> efficient_stages = {{{16, 1, 3, 1, 1},
                                                             {24, 2, 3, 2, 6},
                                                             {40, 2, 5, 2, 6},
                                                             {80, 3, 3, 2, 6},
                                                             {112, 3, 5, 1, 6},
                                                             {192, 4, 5, 2, 6},
                                                             {320, 1, 3, 1, 6}}};
constexpr int efficient_block_count = 16;

int squeeze_excite_silu(GraphBuilder& g, const std::string& name, int x, int reduced) {
  int gate = g.global_average_pool(x);
  gate = g.convolution(name + ".conv_reduce", gate, {.out = reduced, .bias = true});
  gate = g.activation(gate, Nonlinearity::silu);
  gate = g.convolution(name + ".conv_expand", gate, {.out = g.channels(x), .bias = true});
  return g.multiply(x, g.activation(gate, Nonlinearity::sigmoid));
}

/// @param stride of the depthwise convolution
int inverted_bottleneck(GraphBuilder& g, const std::string& name, int shortcut,
                        const EfficientStage& stage, int stride, double drop_path) {
  const int in = g.channels(shortcut);
  const int wide = in * stage.expansion;
  const bool expands = stage.expansion > 1;
  int norms = 0;
  const auto norm = [&](int x) {
    ++norms;
    return g.batch_norm(fmt::format("{}.bn{}", name, norms), x, tensorflow_norm);
  };
  int x = shortcut;
  if (expands) {
    x = norm(g.convolution(name + ".conv_pw", x, {.out = wide}));
    x = g.activation(x, Nonlinearity::silu);
  }
  x = norm(g.convolution(
      name + ".conv_dw", x,
      {.out = wide, .kernel = stage.kernel, .stride = stride, .same = true, .groups = wide}));
  x = g.activation(x, Nonlinearity::silu);
  x = squeeze_excite_silu(g, name + ".se", x, in / 4);
  x = norm(g.convolution(name + (expands ? ".conv_pwl" : ".conv_pw"), x, {.out = stage.out}));
  if (stride > 1 || in != stage.out) return x;
  return g.add(g.drop_path(x, drop_path), shortcut);
}

}  // namespace

NetworkGraph make_efficientnet_b0(const NetworkSettings& settings) {
  GraphBuilder g("efficientnet-b0");
  int x = g.convolution("conv_stem", GraphBuilder::picture,
                        {.out = 32, .kernel = 3, .stride = 2, .same = true});
  x = g.activation(g.batch_norm("bn1", x, tensorflow_norm), Nonlinearity::silu);
  int count = 0;
  for (std::size_t s = 0; s < efficient_stages.size(); ++s) {
    for (int i = 0; i < efficient_stages[s].repeats; ++i, ++count) {
      x = inverted_bottleneck(g, fmt::format("blocks.{}.{}", s, i), x, efficient_stages[s],
                              i == 0 ? efficient_stages[s].stride : 1,
                              settings.drop_path * count / efficient_block_count);
    }
  }
  x = g.batch_norm("bn2", g.convolution("conv_head", x, {.out = 1280}), tensorflow_norm);
  x = g.activation(x, Nonlinearity::silu);
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(features, {.name = "classifier",
                                        .classes = settings.classes,
                                        .dropout = settings.dropout.value_or(0.2)});
}

}  // namespace mien::train
