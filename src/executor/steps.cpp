#include "executor/steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "mien/core/error.h"

namespace mien::executor {

namespace {

constexpr int block = 16;
constexpr std::int64_t most_channels = 1 << 16;
constexpr std::int64_t most_kernel = 64;

int padded_depth(int channels) { return (channels + block - 1) / block * block; }

/// The widest panel of outputs that divides them.
int panel_of(int depth) { return depth % 32 == 0 ? 32 : depth % 48 == 0 ? 48 : block; }

class Maker {
 public:
  explicit Maker(const Plan& plan) : plan_(plan) {}

  std::vector<Step> make() {
    for (const Layer& layer : plan_.layers) steps_.push_back(step_of(layer));
    for (const PlanOutput& output : plan_.outputs) {
      if (output.value < 1 || output.value > static_cast<int>(steps_.size())) {
        throw Error(ErrorCode::model,
                    fmt::format("{}: output \"{}\": expected a layer from 1 to {}, found {}",
                                plan_.name, output.name, steps_.size(), output.value));
      }
    }
    join();
    return std::move(steps_);
  }

 private:
  [[noreturn]] void refuse(std::string_view expected, const std::string& actual) const {
    throw Error(ErrorCode::model, fmt::format("{}: layer {}: expected {}, found {}", plan_.name,
                                              steps_.size() + 1, expected, actual));
  }

  [[nodiscard]] const Tensor& tensor(const std::string& name, std::string_view role) const {
    const auto entry = plan_.tensors.find(name);
    if (entry == plan_.tensors.end()) refuse(role, fmt::format("no tensor \"{}\"", name));
    return entry->second;
  }

  /// One number for each channel.
  [[nodiscard]] const Tensor& vector(const std::string& name, std::size_t channels,
                                     std::string_view role) const {
    const Tensor& values = tensor(name, role);
    if (values.shape.size() != 1 || values.data.size() != channels) {
      refuse(fmt::format("{} of {} numbers", role, channels),
             fmt::format("shape [{}]", fmt::join(values.shape, ", ")));
    }
    return values;
  }

  [[nodiscard]] int channels_of(int value) const {
    return value == 0 ? plan_.channels : steps_[static_cast<std::size_t>(value) - 1].channels;
  }
  /// What a map has in memory.
  [[nodiscard]] int depth_of(int value) const {
    return value == 0 ? plan_.channels : steps_[static_cast<std::size_t>(value) - 1].depth;
  }

  void check_inputs(const Layer& layer) const {
    const bool several = layer.kind == LayerKind::concat;
    const std::size_t least = layer.kind == LayerKind::add ? 2 : 1;
    if (layer.inputs.size() < least || (!several && layer.inputs.size() != least)) {
      refuse(fmt::format("{} input{}", least, several ? " or more" : ""),
             std::to_string(layer.inputs.size()));
    }
    for (const int input : layer.inputs) {
      if (input < 0 || input > static_cast<int>(steps_.size())) {
        refuse(fmt::format("inputs from 0 to {}", steps_.size()), std::to_string(input));
      }
    }
  }

  Step step_of(const Layer& layer) {
    check_inputs(layer);
    Step step;
    step.kind = layer.kind;
    step.inputs = layer.inputs;
    const int channels = channels_of(layer.inputs.front());
    switch (layer.kind) {
      case LayerKind::convolution:
      case LayerKind::depthwise:
        set_kernel(layer, channels, step);
        break;
      case LayerKind::mean:
        step.channels = channels;
        break;
      case LayerKind::add:
        step.channels = channels;
        if (channels_of(layer.inputs[1]) != channels) {
          refuse("maps of as many channels",
                 fmt::format("{} and {}", channels, channels_of(layer.inputs[1])));
        }
        break;
      case LayerKind::concat:
        for (const int input : layer.inputs) step.channels += channels_of(input);
        if (step.channels > most_channels) {
          refuse(fmt::format("{} channels at most", most_channels), std::to_string(step.channels));
        }
        break;
    }
    step.depth = padded_depth(step.channels);
    if (layer.kind != LayerKind::convolution && depth_of(layer.inputs.front()) % block != 0) {
      refuse("a convolution as the first layer", "another kind");
    }
    set_activation(layer, step);
    return step;
  }

  void set_kernel(const Layer& layer, int channels, Step& step) const {
    const Tensor& weights = tensor(layer.weights, "weights");
    const bool dense = layer.kind == LayerKind::convolution;
    const std::vector<std::int64_t>& shape = weights.shape;
    std::size_t count = 1;
    for (const std::int64_t side : shape) count *= static_cast<std::size_t>(side);
    const bool possible = shape.size() == 4 && shape[0] >= 1 && shape[0] <= most_channels &&
                          shape[1] == (dense ? channels : 1) && (dense || shape[0] == channels) &&
                          shape[2] >= 1 && shape[2] <= most_kernel && shape[3] >= 1 &&
                          shape[3] <= most_kernel && count == weights.data.size();
    if (!possible) {
      refuse(dense ? fmt::format("weights of shape [outputs, {}, rows, columns]", channels)
                   : fmt::format("weights of shape [{}, 1, rows, columns]", channels),
             fmt::format("[{}]", fmt::join(shape, ", ")));
    }
    step.channels = static_cast<int>(shape[0]);
    step.rows = static_cast<int>(shape[2]);
    step.columns = static_cast<int>(shape[3]);
    step.stride = layer.stride;
    step.dilation = layer.dilation;
    step.pads = layer.pads;
    if (layer.stride < 1 || layer.dilation < 1 || std::ranges::min(layer.pads) < 0) {
      refuse("a stride and dilation of at least 1 and pads of at least 0", "less");
    }
    const Tensor& bias = vector(layer.bias, static_cast<std::size_t>(step.channels), "a bias");
    const int depth = padded_depth(step.channels);
    if (dense) {
      step.dense = detect::pack_convolution({weights, bias, nullptr}, depth_of(layer.inputs[0]),
                                            panel_of(depth));
      return;
    }
    const auto taps = static_cast<std::size_t>(shape[2] * shape[3]);
    step.weights.resize(taps * static_cast<std::size_t>(depth));
    for (std::size_t c = 0; c < static_cast<std::size_t>(step.channels); ++c) {
      for (std::size_t k = 0; k < taps; ++k) {
        step.weights[k * static_cast<std::size_t>(depth) + c] = weights.data[c * taps + k];
      }
    }
    step.bias = detect::padded(bias.data, depth);
  }

  void set_activation(const Layer& layer, Step& step) const {
    if (layer.activation == Activation::none) return;
    const auto depth = static_cast<std::size_t>(step.depth);
    step.slope.resize(depth);
    if (layer.activation == Activation::relu6) step.most = 6;
    if (layer.activation != Activation::prelu) return;
    const Tensor& slope = vector(layer.slope, static_cast<std::size_t>(step.channels), "slopes");
    std::ranges::copy(slope.data, step.slope.begin());
  }

  /// Joins each 3x3 depthwise convolution with a 1x1 one that alone takes it.
  void join() {
    std::vector<int> uses(steps_.size() + 1);
    for (const Step& step : steps_) {
      for (const int input : step.inputs) ++uses[static_cast<std::size_t>(input)];
    }
    for (const PlanOutput& output : plan_.outputs) ++uses[static_cast<std::size_t>(output.value)];
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
      const Step& next = steps_[i + 1];
      steps_[i].joins_next = steps_[i].kind == LayerKind::depthwise && steps_[i].rows == 3 &&
                             steps_[i].columns == 3 && steps_[i].dilation == 1 &&
                             steps_[i].pads[1] <= 2 && next.is_pointwise() && uses[i + 1] == 1 &&
                             next.inputs.front() == static_cast<int>(i + 1);
    }
  }

  const Plan& plan_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> make_steps(const Plan& plan) { return Maker(plan).make(); }

}  // namespace mien::executor
