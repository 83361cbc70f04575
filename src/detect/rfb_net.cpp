#include "detect/rfb_net.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "detect/rfb_boxes.h"
#include "mien/core/error.h"

namespace mien::detect {

namespace {

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
  for (std::size_t i = 0; i < rfb_levels.size(); ++i) {
    const RfbLevel& level = rfb_levels[i];
    const auto boxes = static_cast<std::int64_t>(level.count);
    outputs_[i] = {output_of(network_, fmt::format("scores_{}", level.step), 2 * boxes),
                   output_of(network_, fmt::format("offsets_{}", level.step), 4 * boxes)};
  }
}

RfbMaps RfbNet::run(const Image& picture) const {
  const std::vector<float> input = preprocessed(picture, network_.metadata().input);
  const std::array<std::int64_t, 4> shape = {1, 3, picture.height(), picture.width()};
  std::vector<Tensor> outputs = network_.run({shape, input});
  RfbMaps maps;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    Tensor& scores = outputs[outputs_[i].scores];
    maps[i].rows = static_cast<std::size_t>(scores.shape[2]);
    maps[i].columns = static_cast<std::size_t>(scores.shape[3]);
    maps[i].scores = std::move(scores.data);
    maps[i].offsets = std::move(outputs[outputs_[i].offsets].data);
  }
  return maps;
}

}  // namespace mien::detect
