#include "face/preprocess.h"

#include <algorithm>
#include <array>

namespace mien {

namespace {

constexpr std::array<float, 3> grey_weights = {0.299F, 0.587F, 0.114F};

/// Distance in floats from a pixel to the next one, and from a channel to the next one.
struct Strides {
  std::size_t pixel;
  std::size_t channel;
};

Strides strides_of(const InputSpec& input, std::size_t channels) {
  const auto plane = static_cast<std::size_t>(input.width) * static_cast<std::size_t>(input.height);
  if (input.layout == TensorLayout::nchw) return {1, plane};
  return {channels, 1};
}

void write_grey(const Image& picture, const InputSpec& input, std::span<float> target) {
  float* out = target.data();
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* pixel = picture.row(y);
    for (int x = 0; x < picture.width(); ++x, pixel += 3) {
      const auto red = static_cast<float>(pixel[0]);
      const auto green = static_cast<float>(pixel[1]);
      const auto blue = static_cast<float>(pixel[2]);
      const float grey = grey_weights[0] * red + grey_weights[1] * green + grey_weights[2] * blue;
      *out++ = (grey - input.mean[0]) * input.scale[0];
    }
  }
}

void write_channel(const Image& picture, int source, float mean, float scale, float* out,
                   std::size_t step) {
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* value = picture.row(y) + source;
    for (int x = 0; x < picture.width(); ++x, value += 3, out += step) {
      *out = (static_cast<float>(*value) - mean) * scale;
    }
  }
}

}  // namespace

std::size_t input_values(const InputSpec& input) {
  const std::size_t channels = input.colour == ColourOrder::grey ? 1 : 3;
  return channels * static_cast<std::size_t>(input.width) * static_cast<std::size_t>(input.height);
}

void write_input(const Image& picture, const InputSpec& input, std::span<float> target) {
  if (input.colour == ColourOrder::grey) {
    write_grey(picture, input, target);
    return;
  }
  const Strides strides = strides_of(input, 3);
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::size_t source = input.colour == ColourOrder::bgr ? 2 - channel : channel;
    write_channel(picture, static_cast<int>(source), input.mean[channel], input.scale[channel],
                  target.data() + channel * strides.channel, strides.pixel);
  }
}

}  // namespace mien
