#include <fmt/format.h>

#include <array>

#include "networks/graph_builder.h"
#include "networks/networks.h"

namespace mien::train {

namespace {

constexpr int pool = 0;

// Column D of table 1 of Simonyan and Zisserman: channels, and where pools stand.
constexpr std::array<int, 18> vgg_layers = {64,   64,  pool, 128, 128,  pool, 256, 256, 256,
                                            pool, 512, 512,  512, pool, 512,  512, 512, pool};
constexpr int map_side = 7;
constexpr int hidden = 4096;

}  // namespace

// The features are the second layer of 4096, after its ReLU ("fc7"), as VGGFace's descriptors are.
NetworkGraph make_vgg16(const NetworkSettings& settings) {
  GraphBuilder g("vgg16");
  int x = GraphBuilder::picture;
  int place = 0;  // torchvision counts convolutions, ReLUs and pools
  for (const int layer : vgg_layers) {
    if (layer == pool) {
      x = g.max_pool(x, {.kernel = 2, .stride = 2});
      ++place;
      continue;
    }
    x = g.convolution(fmt::format("features.{}", place), x,
                      {.out = layer, .kernel = 3, .pad = 1, .bias = true});
    x = g.activation(x, Nonlinearity::relu);
    place += 2;
  }
  const double rate = settings.dropout.value_or(0.5);
  x = g.flatten(g.adaptive_average_pool(x, map_side), map_side);
  x = g.dropout(g.activation(g.linear("classifier.0", x, hidden), Nonlinearity::relu), rate);
  const int features = g.activation(g.linear("classifier.3", x, hidden), Nonlinearity::relu);
  return std::move(g).finish(
      features, {.name = "classifier.6", .classes = settings.classes, .dropout = rate});
}

}  // namespace mien::train
