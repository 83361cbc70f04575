#include <fmt/format.h>

#include <array>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr std::array<int, 4> stage_blocks = {3, 4, 6, 3};
constexpr int senet_block_count = 16;
constexpr int expansion = 4;
constexpr int reduction = 16;

int squeeze_excite(GraphBuilder& g, const std::string& name, int x) {
  int gate = g.global_average_pool(x);
  gate = g.convolution(name + ".fc1", gate, {.out = g.channels(x) / reduction, .bias = true});
  gate = g.activation(gate, Nonlinearity::relu);
  gate = g.convolution(name + ".fc2", gate, {.out = g.channels(x), .bias = true});
  return g.multiply(x, g.activation(gate, Nonlinearity::sigmoid));
}

// As in Caffe, the first convolution of a block has the stride.
int bottleneck(GraphBuilder& g, const std::string& name, int input, int inside, int stride,
               double drop_path) {
  int x = g.convolution(name + ".conv1", input, {.out = inside, .stride = stride});
  x = g.activation(g.batch_norm(name + ".bn1", x), Nonlinearity::relu);
  x = g.convolution(name + ".conv2", x, {.out = inside, .kernel = 3, .pad = 1});
  x = g.activation(g.batch_norm(name + ".bn2", x), Nonlinearity::relu);
  x = g.convolution(name + ".conv3", x, {.out = inside * expansion});
  x = squeeze_excite(g, name + ".se_module", g.batch_norm(name + ".bn3", x));
  x = g.drop_path(x, drop_path);
  int shortcut = input;
  if (g.channels(input) != inside * expansion) {
    shortcut =
        g.convolution(name + ".downsample.0", input, {.out = inside * expansion, .stride = stride});
    shortcut = g.batch_norm(name + ".downsample.1", shortcut);
  }
  return g.activation(g.add(x, shortcut), Nonlinearity::relu);
}

}  // namespace

NetworkGraph make_senet50(const NetworkSettings& settings) {
  GraphBuilder g("senet50");
  int x = g.convolution("layer0.conv1", GraphBuilder::picture,
                        {.out = 64, .kernel = 7, .stride = 2, .pad = 3});
  x = g.activation(g.batch_norm("layer0.bn1", x), Nonlinearity::relu);
  x = g.max_pool(x, {.kernel = 3, .stride = 2, .ceiling = true});
  int count = 0;
  for (std::size_t stage = 0; stage < stage_blocks.size(); ++stage) {
    for (int i = 0; i < stage_blocks[stage]; ++i, ++count) {
      x = bottleneck(g, fmt::format("layer{}.{}", stage + 1, i), x, 64 << stage,
                     stage > 0 && i == 0 ? 2 : 1,
                     settings.drop_path * count / (senet_block_count - 1));
    }
  }
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(features, {.name = "last_linear",
                                        .classes = settings.classes,
                                        .dropout = settings.dropout.value_or(0)});
}

}  // namespace mien::train
