#include "detect/rfb_net.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "mien/core/error.h"

namespace mien::detect {

namespace {

/// The boxes of a map: how far its places are from each other, and the sides of the squares.
struct Level {
  int step = 0;
  std::array<float, 3> sides{};
  std::size_t count = 0;
};

constexpr std::array<Level, 4> levels = {
    {{8, {10, 16, 24}, 3}, {16, {32, 48, 0}, 2}, {32, {64, 96, 0}, 2}, {64, {128, 192, 256}, 3}}};
// Offsets count in a tenth of a box's side, and in a fifth for the logarithm of sides.
constexpr float centre_variance = 0.1F;
constexpr float size_variance = 0.2F;

std::size_t output_of(const Network& network, const std::string& attribute, std::int64_t channels) {
  const std::vector<HeadSpec>& heads = network.metadata().heads;
  const auto head = std::ranges::find(heads, attribute, &HeadSpec::attribute);
  if (head == heads.end()) {
    throw Error(ErrorCode::model,
                fmt::format("rfb: expected a head \"{}\", found none", attribute));
  }
  const auto index = static_cast<std::size_t>(head - heads.begin());
  const std::vector<std::int64_t>& shape = network.outputs()[index].shape;
  if (shape.size() != 4 || shape[1] != channels) {
    throw Error(ErrorCode::model,
                fmt::format("rfb: head \"{}\": expected an output of shape [1, {}, rows, columns], "
                            "found another",
                            attribute, channels));
  }
  return index;
}

std::vector<float> preprocessed(const Image& picture, const InputSpec& spec) {
  const auto width = static_cast<std::size_t>(picture.width());
  const std::size_t plane = width * static_cast<std::size_t>(picture.height());
  std::vector<float> input(3 * plane);
  for (int y = 0; y < picture.height(); ++y) {
    const std::uint8_t* row = picture.row(y);
    float* out = input.data() + static_cast<std::size_t>(y) * width;
    for (std::size_t c = 0; c < 3; ++c, out += plane) {
      for (std::size_t x = 0; x < width; ++x) {
        out[x] = (static_cast<float>(row[3 * x + c]) - spec.mean[c]) * spec.scale[c];
      }
    }
  }
  return input;
}

}  // namespace

RfbNet::RfbNet(std::span<const std::byte> onnx, int threads)
    : network_(Network::from_memory(onnx, "rfb", {.threads = threads})) {
  const InputSpec& input = network_.metadata().input;
  if (input.width != 0 || input.colour != ColourOrder::rgb || input.layout != TensorLayout::nchw) {
    throw Error(ErrorCode::model,
                fmt::format("rfb: expected an input of any size, rgb, nchw, found {}x{} of another "
                            "kind",
                            input.width, input.height));
  }
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const auto boxes = static_cast<std::int64_t>(levels[i].count);
    maps_[i] = {output_of(network_, fmt::format("scores_{}", levels[i].step), 2 * boxes),
                output_of(network_, fmt::format("offsets_{}", levels[i].step), 4 * boxes)};
  }
}

Size RfbNet::shrunk(Size picture, int long_side) {
  const double scale =
      static_cast<double>(long_side) / std::max({picture.width, picture.height, 1});
  const auto side = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(length * scale)));
  };
  return {side(picture.width), side(picture.height)};
}

std::vector<Candidate> RfbNet::propose(const Image& small, Size original, float least_score) const {
  const std::vector<float> input = preprocessed(small, network_.metadata().input);
  const std::array<std::int64_t, 4> shape = {1, 3, small.height(), small.width()};
  const std::vector<Tensor> outputs = network_.run({shape, input});
  const double x_scale = static_cast<double>(original.width) / small.width();
  const double y_scale = static_cast<double>(original.height) / small.height();
  // A score of p is a difference of ln(p / (1 - p)) between the two outputs.
  const float least = std::log(least_score / (1 - least_score));
  std::vector<Candidate> found;
  for (std::size_t l = 0; l < levels.size(); ++l) {
    const Level& level = levels[l];
    const Tensor& scores = outputs[maps_[l].scores];
    const Tensor& offsets = outputs[maps_[l].offsets];
    const auto rows = static_cast<std::size_t>(scores.shape[2]);
    const auto columns = static_cast<std::size_t>(scores.shape[3]);
    const std::size_t places = rows * columns;
    for (std::size_t b = 0; b < level.count; ++b) {
      const float* no_face = scores.data.data() + 2 * b * places;
      const float* face = no_face + places;
      const float* of_box = offsets.data.data() + 4 * b * places;
      // Sides beyond the picture end at its edge, as those that the network was taught with.
      const float width = std::min(level.sides[b], static_cast<float>(small.width()));
      const float height = std::min(level.sides[b], static_cast<float>(small.height()));
      for (std::size_t i = 0; i < places; ++i) {
        const float difference = face[i] - no_face[i];
        if (!(difference >= least)) continue;
        const auto column = static_cast<float>(i % columns);
        const auto row = static_cast<float>(i / columns);
        const auto step = static_cast<float>(level.step);
        const float x = (column + 0.5F) * step + of_box[i] * centre_variance * width;
        const float y = (row + 0.5F) * step + of_box[places + i] * centre_variance * height;
        const float w = width * std::exp(of_box[2 * places + i] * size_variance);
        const float h = height * std::exp(of_box[3 * places + i] * size_variance);
        Candidate box;
        box.x1 = (x - w / 2) * x_scale;
        box.y1 = (y - h / 2) * y_scale;
        box.x2 = (x + w / 2) * x_scale - 1;
        box.y2 = (y + h / 2) * y_scale - 1;
        box.score = 1 / (1 + std::exp(-difference));
        const bool sound = std::isfinite(box.x1) && std::isfinite(box.y1) &&
                           std::isfinite(box.x2) && std::isfinite(box.y2) && w > 0 && h > 0;
        if (sound) found.push_back(box);
      }
    }
  }
  return found;
}

}  // namespace mien::detect
