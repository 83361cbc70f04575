#include "executor/bfloat16/bf16_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "executor/bfloat16/bf16.h"
#include "executor/steps.h"
#include "mien/core/error.h"

namespace mien::executor {

namespace {

constexpr int block = 16;

class Bf16Maker {
 public:
  explicit Bf16Maker(const Plan& plan) : plan_(plan), floats_(make_steps(plan)) {}

  std::vector<Bf16Step> make() {
    std::vector<Bf16Step> steps;
    for (std::size_t i = 0; i < floats_.size(); ++i) steps.push_back(step_of(i));
    return steps;
  }

 private:
  [[noreturn]] void refuse(std::size_t layer, std::string_view expected,
                           std::string_view actual) const {
    throw Error(ErrorCode::model, fmt::format("{}: layer {}: expected {}, found {}", plan_.name,
                                              layer + 1, expected, actual));
  }

  [[nodiscard]] Bf16Step step_of(std::size_t i) const {
    const Step& from = floats_[i];
    const Layer& layer = plan_.layers[i];
    Bf16Step step{.kind = from.kind,
                  .inputs = from.inputs,
                  .channels = from.channels,
                  .depth = from.depth,
                  .rows = from.rows,
                  .columns = from.columns,
                  .stride = from.stride,
                  .dilation = from.dilation,
                  .pads = from.pads,
                  .most = from.most,
                  .joins_next = from.joins_next};
    if (layer.activation == Activation::prelu) refuse(i, "ReLU or none", "PReLU");
    if (layer.activation != Activation::none) step.least = 0;
    step.to_numbers =
        std::ranges::count(plan_.outputs, static_cast<int>(i) + 1, &PlanOutput::value) > 0;
    if (step.to_numbers && from.kind != LayerKind::convolution) {
      refuse(i, "a convolution that gives an output", "another kind");
    }
    switch (from.kind) {
      case LayerKind::convolution:
        set_convolution(i, step);
        break;
      case LayerKind::depthwise:
        set_depthwise(i, step);
        break;
      case LayerKind::mean:
        refuse(i, "convolutions, sums and maps side by side", "a mean");
      case LayerKind::add:
      case LayerKind::concat:
        break;
    }
    return step;
  }

  [[nodiscard]] const Tensor& tensor(const std::string& name) const {
    return plan_.tensors.find(name)->second;
  }

  void set_bias(std::size_t i, Bf16Step& step) const {
    step.bias = tensor(plan_.layers[i].bias).data;
    step.bias.resize(static_cast<std::size_t>(step.depth), 0);
  }

  void set_convolution(std::size_t i, Bf16Step& step) const {
    const int input = step.inputs.front();
    const auto channels = static_cast<std::size_t>(
        input == 0 ? plan_.channels : floats_[static_cast<std::size_t>(input) - 1].channels);
    const auto depth = static_cast<std::size_t>(
        input == 0 ? plan_.channels : floats_[static_cast<std::size_t>(input) - 1].depth);
    const auto taps = static_cast<std::size_t>(step.rows) * static_cast<std::size_t>(step.columns);
    const std::size_t in_run = step.dilation == 1 ? static_cast<std::size_t>(step.columns) : 1;
    step.segments = static_cast<int>(taps / in_run);
    step.length = static_cast<int>((in_run * depth + 1) / 2 * 2);
    if (step.segments > Bf16Product::most_segments) {
      refuse(i, fmt::format("a kernel of at most {} rows", Bf16Product::most_segments),
             std::to_string(step.segments));
    }
    const auto length = static_cast<std::size_t>(step.length);
    const std::size_t numbers = static_cast<std::size_t>(step.segments) * length;
    step.weights.assign(numbers * static_cast<std::size_t>(step.depth), 0);
    const std::vector<float>& weights = tensor(plan_.layers[i].weights).data;
    for (std::size_t o = 0; o < static_cast<std::size_t>(step.channels); ++o) {
      for (std::size_t c = 0; c < channels; ++c) {
        for (std::size_t t = 0; t < taps; ++t) {
          const std::size_t k = t / in_run * length + t % in_run * depth + c;
          step.weights[o / block * numbers * block + (k / 2 * block + o % block) * 2 + k % 2] =
              to_bf16(weights[(o * channels + c) * taps + t]);
        }
      }
    }
    set_bias(i, step);
  }

  void set_depthwise(std::size_t i, Bf16Step& step) const {
    if (step.rows != 3 || step.columns != 3 || step.dilation != 1) {
      refuse(i, "a depthwise convolution of 3x3", "another");
    }
    const Step& from = floats_[i];
    step.planes.assign(from.weights.begin(), from.weights.end());
    set_bias(i, step);
  }

  const Plan& plan_;
  std::vector<Step> floats_;
};

}  // namespace

std::vector<Bf16Step> make_bf16_steps(const Plan& plan) { return Bf16Maker(plan).make(); }

}  // namespace mien::executor
