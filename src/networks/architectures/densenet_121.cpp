#include <fmt/format.h>

#include <array>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr std::array<int, 4> dense_layers = {6, 12, 24, 16};
constexpr int growth = 32;
constexpr int bottleneck_width = 4 * growth;

int normed_relu(GraphBuilder& g, const std::string& norm, int x) {
  return g.activation(g.batch_norm(norm, x), Nonlinearity::relu);
}

/// Batch norms stand before convolutions; what a layer finds is joined behind all that is there.
int dense_layer(GraphBuilder& g, const std::string& name, int input, double drop_path) {
  int x = g.convolution(name + ".conv1", normed_relu(g, name + ".norm1", input),
                        {.out = bottleneck_width});
  x = g.convolution(name + ".conv2", normed_relu(g, name + ".norm2", x),
                    {.out = growth, .kernel = 3, .pad = 1});
  return g.concat({input, g.drop_path(x, drop_path)});
}

int transition(GraphBuilder& g, const std::string& name, int input) {
  const int x = g.convolution(name + ".conv", normed_relu(g, name + ".norm", input),
                              {.out = g.channels(input) / 2});
  return g.average_pool(x, {.kernel = 2, .stride = 2});
}

}  // namespace

NetworkGraph make_densenet_121(const NetworkSettings& settings) {
  GraphBuilder g("densenet-121");
  int x = g.convolution("features.conv0", GraphBuilder::picture,
                        {.out = 64, .kernel = 7, .stride = 2, .pad = 3});
  x = g.max_pool(normed_relu(g, "features.norm0", x), {.kernel = 3, .stride = 2, .pad = 1});
  constexpr int last_layer = 57;
  int count = 0;
  for (std::size_t block = 0; block < dense_layers.size(); ++block) {
    for (int layer = 1; layer <= dense_layers[block]; ++layer, ++count) {
      x = dense_layer(g, fmt::format("features.denseblock{}.denselayer{}", block + 1, layer), x,
                      settings.drop_path * count / last_layer);
    }
    if (block + 1 < dense_layers.size()) {
      x = transition(g, fmt::format("features.transition{}", block + 1), x);
    }
  }
  x = normed_relu(g, "features.norm5", x);
  const int features = g.flatten(g.global_average_pool(x));
  return std::move(g).finish(
      features,
      {.name = "classifier", .classes = settings.classes, .dropout = settings.dropout.value_or(0)});
}

}  // namespace mien::train
