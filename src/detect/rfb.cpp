#include "mien/detect/rfb.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "detect/options.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/nn/network.h"

namespace mien {

namespace {

constexpr float most_overlap = 0.4F;
constexpr std::size_t most_boxes = 2000;  // bounds the comparisons where nearly every box passes

std::size_t output_of(const Network& network, std::int64_t values) {
  const std::vector<TensorInfo>& outputs = network.outputs();
  const auto found = std::ranges::find_if(outputs, [&](const TensorInfo& output) {
    return output.shape.size() == 3 && output.shape[2] == values;
  });
  if (found == outputs.end()) {
    throw Error(ErrorCode::model,
                fmt::format("rfb: expected an output of shape [1, N, {}], found none", values));
  }
  return static_cast<std::size_t>(found - outputs.begin());
}

void check_input(const InputSpec& input) {
  const bool good = input.width > 0 && input.height > 0 && input.colour == ColourOrder::rgb &&
                    input.layout == TensorLayout::nchw;
  if (good) return;
  throw Error(ErrorCode::model,
              fmt::format("rfb: expected an input of fixed size, rgb, nchw, found "
                          "{}x{} of another kind",
                          input.width, input.height));
}

class Rfb final : public Detector {
 public:
  Rfb(std::span<const std::byte> onnx, const DetectorOptions& options)
      : options_(options),
        network_(Network::from_memory(onnx, "rfb", {.threads = options.threads})),
        scores_(output_of(network_, 2)),
        boxes_(output_of(network_, 4)) {
    check_input(network_.metadata().input);
  }

  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    if (image.empty()) return {};
    const InputSpec& spec = network_.metadata().input;
    const std::vector<float> input = preprocess(image);
    const std::array<std::int64_t, 4> shape = {1, 3, spec.height, spec.width};
    const std::vector<Tensor> outputs = network_.run({shape, input});
    return suppress(candidates(outputs[scores_], outputs[boxes_], image.size()));
  }

 private:
  [[nodiscard]] std::vector<float> preprocess(const Image& image) const {
    const InputSpec& spec = network_.metadata().input;
    const Image small = resize(image, {spec.width, spec.height}, spec.resize);
    const auto width = static_cast<std::size_t>(spec.width);
    const std::size_t plane = width * static_cast<std::size_t>(spec.height);
    std::vector<float> input(3 * plane);
    for (int y = 0; y < spec.height; ++y) {
      const std::uint8_t* row = small.row(y);
      float* out = input.data() + static_cast<std::size_t>(y) * width;
      for (std::size_t x = 0; x < width; ++x) {
        for (std::size_t c = 0; c < 3; ++c) {
          const auto value = static_cast<float>(row[3 * x + c]);
          out[c * plane + x] = (value - spec.mean[c]) * spec.scale[c];
        }
      }
    }
    return input;
  }

  [[nodiscard]] std::vector<Detection> candidates(const Tensor& scores, const Tensor& boxes,
                                                  Size picture) const {
    const std::size_t count = std::min(scores.data.size() / 2, boxes.data.size() / 4);
    const auto width = static_cast<float>(picture.width);
    const auto height = static_cast<float>(picture.height);
    const auto least = static_cast<float>(options_.min_face);
    std::vector<Detection> found;
    for (std::size_t i = 0; i < count; ++i) {
      const float score = scores.data[2 * i + 1];
      if (!(score >= options_.thresholds[2])) continue;
      const float* corners = boxes.data.data() + 4 * i;
      const Box box{corners[0] * width, corners[1] * height, (corners[2] - corners[0]) * width,
                    (corners[3] - corners[1]) * height};
      const bool sound = std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.width) &&
                         std::isfinite(box.height) && box.width > 0 && box.height > 0;
      if (sound && std::max(box.width, box.height) >= least) found.push_back({box, score, {}});
    }
    std::ranges::stable_sort(found, std::ranges::greater{}, &Detection::score);
    if (found.size() > most_boxes) found.resize(most_boxes);
    return found;
  }

  [[nodiscard]] std::vector<Detection> suppress(const std::vector<Detection>& found) const {
    std::vector<Detection> kept;
    for (const Detection& detection : found) {
      if (options_.max_faces > 0 && kept.size() == static_cast<std::size_t>(options_.max_faces)) {
        break;
      }
      const bool hidden = std::ranges::any_of(kept, [&](const Detection& better) {
        return intersection_over_union(better.box, detection.box) > most_overlap;
      });
      if (!hidden) kept.push_back(detection);
    }
    return kept;
  }

  DetectorOptions options_;
  Network network_;
  std::size_t scores_;
  std::size_t boxes_;
};

}  // namespace

std::unique_ptr<Detector> make_rfb(std::span<const std::byte> onnx,
                                   const DetectorOptions& options) {
  detect::check_options(options);
  return std::make_unique<Rfb>(onnx, options);
}

}  // namespace mien
