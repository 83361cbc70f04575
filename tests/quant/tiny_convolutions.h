#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/image.h"
#include "mien/nn/metadata.h"
#include "models/graph/graph.h"
#include "models/graph/onnx_writer.h"

namespace mien::quant {

/// Numbers from -1 up to 1, the same every time.
class Noise {
 public:
  explicit Noise(std::uint32_t seed) : state_(seed) {}

  float operator()() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<float>(state_ >> 8U) / 0x1p23F - 1;
  }

  std::vector<float> take(std::size_t count, float bound) {
    std::vector<float> values(count);
    for (float& value : values) value = (*this)() * bound;
    return values;
  }

 private:
  std::uint32_t state_;
};

/// A picture of one colour.
inline Image coloured(int side, int red, int green, int blue) {
  Image image(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      std::uint8_t* pixel = image.mutable_row(y) + std::ptrdiff_t{3} * x;
      pixel[0] = static_cast<std::uint8_t>(red);
      pixel[1] = static_cast<std::uint8_t>(green);
      pixel[2] = static_cast<std::uint8_t>(blue);
    }
  }
  return image;
}

/// Pictures of noise.
inline std::vector<Image> noisy_pictures(int side, std::size_t count) {
  Noise noise(7);
  std::vector<Image> pictures;
  for (std::size_t i = 0; i < count; ++i) {
    Image image(side, side);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < 3 * side; ++x) {
        image.mutable_row(y)[x] = static_cast<std::uint8_t>(127.5F + 127 * noise());
      }
    }
    pictures.push_back(std::move(image));
  }
  return pictures;
}

/// Metadata for a network that takes pixels of 0 to 1 and gives one number a label in "emotion".
inline ModelMetadata convolution_metadata(int side, std::vector<std::string> labels) {
  ModelMetadata metadata;
  metadata.id = "tiny";
  metadata.task = "emotion";
  metadata.licence = "CC0-1.0";
  metadata.data_terms = "no data";
  metadata.input.width = side;
  metadata.input.height = side;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1.0F / 255, 1.0F / 255, 1.0F / 255};
  HeadSpec head;
  head.output = "emotion";
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.activation = Activation::softmax;
  head.labels = std::move(labels);
  metadata.heads = {head};
  return metadata;
}

/// Two convolutions of one place each, whose answers can be computed by hand. The first gives 3
/// times red and 5 times green and cuts at 6. The second mixes them and cuts at 0. The output is
/// the mean over all places.
inline models::Graph two_layers(int side) {
  models::Graph graph;
  graph.name = "tiny";
  graph.input = {"picture", {-1, 3, side, side}};
  graph.outputs = {{"emotion", {-1, 2}}};
  graph.nodes = {{"Conv", {"picture", "first"}, "a"},
                 {"Clip", {"a", "zero", "six"}, "b"},
                 {"Conv", {"b", "second", "bias"}, "c"},
                 {"Relu", {"c"}, "d"},
                 {"GlobalAveragePool", {"d"}, "e"},
                 {"Flatten", {"e"}, "emotion", {{"axis", std::int64_t{1}}}}};
  graph.constants["zero"] = {{}, std::vector<float>{0}};
  graph.constants["six"] = {{}, std::vector<float>{6}};
  graph.constants["first"] = {{2, 3, 1, 1}, std::vector<float>{3, 0, 0, 0, 5, 0}};
  graph.constants["second"] = {{2, 2, 1, 1}, std::vector<float>{1, -64.0F / 127, 0.254F, 0.1F}};
  graph.constants["bias"] = {{2}, std::vector<float>{0.4F, -1}};
  return graph;
}

/// A network as MobileNet-v1 has its layers: a convolution, a depthwise and a pointwise one, each
/// cut to 0..6, and a fully connected layer.
/// @param spread the channels before the depthwise convolution differ in range by up to this
inline models::Graph separable_layers(int side, float spread = 1) {
  constexpr std::int64_t narrow = 8;
  constexpr std::int64_t wide = 16;
  Noise noise(3);
  models::Graph graph;
  graph.name = "separable";
  graph.input = {"picture", {-1, 3, side, side}};
  graph.outputs = {{"emotion", {-1, 3}}};
  const std::vector<std::int64_t> pads = {1, 1, 1, 1};
  const std::vector<std::int64_t> strides = {2, 2};
  graph.nodes = {{"Conv", {"picture", "w1", "b1"}, "c1", {{"pads", pads}, {"strides", strides}}},
                 {"Clip", {"c1", "zero", "six"}, "a1"},
                 {"Conv", {"a1", "w2", "b2"}, "c2", {{"pads", pads}, {"group", narrow}}},
                 {"Clip", {"c2", "zero", "six"}, "a2"},
                 {"Conv", {"a2", "w3", "b3"}, "c3"},
                 {"Clip", {"c3", "zero", "six"}, "a3"},
                 {"GlobalAveragePool", {"a3"}, "pooled"},
                 {"Flatten", {"pooled"}, "flat", {{"axis", std::int64_t{1}}}},
                 {"Gemm", {"flat", "w4"}, "emotion"}};
  graph.constants["zero"] = {{}, std::vector<float>{0}};
  graph.constants["six"] = {{}, std::vector<float>{6}};
  graph.constants["w1"] = {{narrow, 3, 3, 3}, noise.take(narrow * 27, 0.6F)};
  graph.constants["b1"] = {{narrow}, noise.take(narrow, 0.3F)};
  graph.constants["w2"] = {{narrow, 1, 3, 3}, noise.take(narrow * 9, 0.8F)};
  graph.constants["b2"] = {{narrow}, noise.take(narrow, 0.3F)};
  graph.constants["w3"] = {{wide, narrow, 1, 1}, noise.take(wide * narrow, 0.9F)};
  graph.constants["b3"] = {{wide}, noise.take(wide, 0.3F)};
  graph.constants["w4"] = {{wide, 3}, noise.take(wide * 3, 1)};
  // What the first layer gives less of, the second takes more of.
  std::vector<float>& first = graph.constants["w1"].floats("w1");
  std::vector<float>& bias = graph.constants["b1"].floats("b1");
  std::vector<float>& second = graph.constants["w2"].floats("w2");
  for (std::size_t channel = 0; channel < narrow; ++channel) {
    const float factor = channel % 2 == 0 ? 1 : spread;
    for (std::size_t i = 0; i < 27; ++i) first[channel * 27 + i] /= factor;
    for (std::size_t i = 0; i < 9; ++i) second[channel * 9 + i] *= factor;
    bias[channel] /= factor;
  }
  return graph;
}

inline models::Bytes two_layers_file(int side = 4) {
  return models::write_onnx(two_layers(side),
                            format_metadata(convolution_metadata(side, {"anger", "neutral"})));
}

inline models::Bytes separable_file(int side, float spread = 1, bool halves = false) {
  return models::write_onnx(
      separable_layers(side, spread),
      format_metadata(convolution_metadata(side, {"anger", "neutral", "fear"})),
      {.half_weights = halves});
}

}  // namespace mien::quant
