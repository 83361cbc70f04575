#include "networks/onnx_nodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "mien/core/error.h"
#include "models/graph/graph_passes.h"
#include "networks/fold_batch_norm.h"
#include "networks/network_shapes.h"
#include "networks/onnx_writer.h"
#include "networks/standardise_weights.h"
#include "networks/tensor_lookup.h"

namespace mien::train {

namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view picture_name = "picture";

std::vector<std::int64_t> pair(Extent extent) { return {extent.height, extent.width}; }

/// A node's value: the tensor `name` times `factor`. Constants travel so up to a layer with
/// weights, which takes them in.
struct Scaled {
  std::string name;
  double factor = 1;
};

bool has_weights(const GraphOp& node) {
  return node.op == Op::convolution || node.op == Op::linear;
}

class Translator {
 public:
  Translator(const NetworkGraph& graph, const NamedTensors& tensors,
             const TranslationOptions& options)
      : graph_(graph),
        tensors_(tensors),
        options_(options),
        shapes_(infer_shapes(graph, options.width, options.height)),
        uses_(graph.nodes.size()) {
    for (const Parameter& parameter : parameters_of(graph)) {
      parameters_.insert_or_assign(parameter.name, parameter);
    }
    for (const GraphOp& node : graph.nodes) {
      for (const int input : node.inputs) {
        if (input != GraphOp::picture) ++uses_[static_cast<std::size_t>(input)];
      }
    }
  }

  models::Graph run(std::span<const OnnxOutput> outputs) {
    models::Graph& result = writer_.graph();
    result.name = graph_.architecture;
    result.input = {std::string(picture_name),
                    {-1, graph_.in_channels, options_.height, options_.width}};
    for (const OnnxOutput& output : outputs) ++uses_[static_cast<std::size_t>(output.node)];
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      Scaled translated = translate_node(i);
      values_.push_back(std::move(translated));
    }
    for (const OnnxOutput& output : outputs) {
      const std::int64_t size = graph_.nodes[static_cast<std::size_t>(output.node)].out_channels;
      result.nodes.push_back({"Identity", {value(output.node)}, output.name});
      result.outputs.push_back({output.name, {-1, size}});
    }
    models::remove_identities(result);
    models::remove_unused(result);
    return std::move(result);
  }

 private:
  [[nodiscard]] const GraphOp& node(int index) const {
    return graph_.nodes[static_cast<std::size_t>(index)];
  }

  [[nodiscard]] Scaled scaled(int index) const {
    return index == GraphOp::picture ? Scaled{std::string(picture_name)}
                                     : values_[static_cast<std::size_t>(index)];
  }

  [[nodiscard]] Scaled first(const GraphOp& op) const { return scaled(op.inputs.front()); }

  // The name of the value itself; multiplies where that was put off.
  std::string value(int index) {
    const Scaled x = scaled(index);
    if (x.factor == 1) return x.name;
    const std::string factor =
        writer_.constant(x.name + "/factor", {}, {static_cast<float>(x.factor)});
    Scaled result{writer_.emit("Mul", {x.name, factor}, fmt::format("node_{}/scaled", index))};
    values_[static_cast<std::size_t>(index)] = result;
    return result.name;
  }

  [[nodiscard]] NodeShape shape(int index) const {
    if (index != GraphOp::picture) return shapes_[static_cast<std::size_t>(index)];
    return {graph_.in_channels, options_.height, options_.width};
  }

  [[nodiscard]] const std::vector<float>& values_of_parameter(const std::string& name) const {
    return values_of(tensors_, graph_.architecture, parameters_.at(name));
  }

  [[nodiscard]] Extent extent(int index) const {
    const NodeShape size = shape(index);
    return {size.height, size.width};
  }

  std::string parameter(const std::string& name) {
    return writer_.constant(name, parameters_.at(name).shape, values_of_parameter(name));
  }

  // Pools and convolutions share these.
  [[nodiscard]] std::map<std::string, models::Attribute> window(const GraphOp& op) const {
    const WindowPadding padding = padding_of(op, shape(op.inputs.front()));
    return {{"kernel_shape", pair(op.kernel)},
            {"strides", pair(op.stride)},
            {"pads", std::vector<std::int64_t>{padding.rows.before, padding.columns.before,
                                               padding.rows.after, padding.columns.after}}};
  }

  // The only node that takes the result of node `index`, if it is of this kind.
  [[nodiscard]] const GraphOp* only_user(std::size_t index, Op kind) const {
    if (uses_[index] != 1) return nullptr;
    const auto match = std::ranges::find_if(graph_.nodes, [&](const GraphOp& candidate) {
      return candidate.op == kind && candidate.inputs.front() == static_cast<int>(index);
    });
    return match == graph_.nodes.end() ? nullptr : &*match;
  }

  // The batch norm after a layer with weights, if it alone takes the result and folding is wanted.
  [[nodiscard]] const GraphOp* norm_to_fold(std::size_t index) const {
    return options_.fold_batch_norm ? only_user(index, Op::batch_norm) : nullptr;
  }

  // Whether the weights of the layer before it hold this batch norm or scale.
  [[nodiscard]] bool is_folded(const GraphOp& op) const {
    const int input = op.inputs.front();
    if (input == GraphOp::picture || !has_weights(node(input))) return false;
    const auto index = static_cast<std::size_t>(input);
    return op.op == Op::scale ? only_user(index, Op::scale) != nullptr
                              : norm_to_fold(index) != nullptr;
  }

  [[nodiscard]] double factor_of(const GraphOp& scale) const {
    return scale.name.empty() ? scale.factor
                              : scale.factor * values_of_parameter(scale.name).front();
  }

  // The inputs of a layer with weights: standardised, and with all that is folded into them.
  Strings with_weights(std::size_t index) {
    const GraphOp& op = graph_.nodes[index];
    const Scaled x = first(op);
    const std::string weight = op.name + ".weight";
    const std::string bias = op.name + ".bias";
    FoldedConvolution layer{values_of_parameter(weight), {}};
    if (op.bias) layer.bias = values_of_parameter(bias);
    if (op.standardised) {
      layer.weights =
          standardise_weights(layer.weights, values_of_parameter(op.name + ".gain"), op.epsilon);
    }
    multiply(layer.weights, x.factor);
    if (const GraphOp* norm = norm_to_fold(index)) {
      layer = fold_batch_norm(layer.weights, layer.bias,
                              {.scale = values_of_parameter(norm->name + ".weight"),
                               .shift = values_of_parameter(norm->name + ".bias"),
                               .mean = values_of_parameter(norm->name + ".running_mean"),
                               .variance = values_of_parameter(norm->name + ".running_var"),
                               .epsilon = norm->epsilon});
    }
    if (const GraphOp* scale = only_user(index, Op::scale)) {
      multiply(layer.weights, factor_of(*scale));
      multiply(layer.bias, factor_of(*scale));
    }
    Strings inputs = {
        x.name, writer_.constant(weight, parameters_.at(weight).shape, std::move(layer.weights))};
    if (!layer.bias.empty()) {
      inputs.push_back(writer_.constant(bias, {op.out_channels}, std::move(layer.bias)));
    }
    return inputs;
  }

  static void multiply(std::vector<float>& values, double factor) {
    if (factor == 1) return;
    for (float& value : values) value = static_cast<float>(value * factor);
  }

  std::string convolution(std::size_t index, const std::string& output) {
    const GraphOp& op = graph_.nodes[index];
    auto attributes = window(op);
    attributes["group"] = op.groups;
    return writer_.emit("Conv", with_weights(index), output, attributes);
  }

  std::string linear(std::size_t index, const std::string& output) {
    return writer_.emit("Gemm", with_weights(index), output, {{"transB", std::int64_t{1}}});
  }

  Scaled batch_norm(const GraphOp& op, const std::string& output) {
    if (is_folded(op)) return first(op);
    return {writer_.emit(
        "BatchNormalization",
        {value(op.inputs.front()), parameter(op.name + ".weight"), parameter(op.name + ".bias"),
         parameter(op.name + ".running_mean"), parameter(op.name + ".running_var")},
        output, {{"epsilon", static_cast<float>(op.epsilon)}})};
  }

  [[nodiscard]] Scaled scale(const GraphOp& op) const {
    const Scaled x = first(op);
    return is_folded(op) ? x : Scaled{x.name, x.factor * factor_of(op)};
  }

  // The shortcut is widened with channels of zeros.
  std::string add_leading(const GraphOp& op, const std::string& output) {
    const std::int64_t missing = op.in_channels - shape(op.inputs[1]).channels;
    std::string shortcut = value(op.inputs[1]);
    if (missing > 0) {
      const std::string pads = fmt::format("pad_channels_{}", missing);
      shortcut =
          writer_.emit("Pad", {shortcut, writer_.constant(pads, {0, 0, 0, 0, 0, missing, 0, 0})},
                       output + "/widened");
    }
    return writer_.emit("Add", {value(op.inputs[0]), shortcut}, output);
  }

  // A factor of the gate, which is mostly 1 x 1, is cheaper there than on x.
  Scaled multiplied(const GraphOp& op, const std::string& output) {
    const std::string gate = value(op.inputs[1]);
    const Scaled x = first(op);
    return {writer_.emit("Mul", {x.name, gate}, output), x.factor};
  }

  std::string average_pool(const GraphOp& op, const std::string& x, const std::string& output) {
    auto attributes = window(op);
    attributes["count_include_pad"] = std::int64_t{op.count_padding ? 1 : 0};
    return writer_.emit("AveragePool", {x}, output, attributes);
  }

  // The factor behind the arctangent is left to the next layer.
  Scaled arctangent(const GraphOp& op, const std::string& output) {
    const double a = values_of_parameter(op.name + "._a").front();
    const double c = values_of_parameter(op.name + "._c").front();
    const double s = std::sqrt(c * c + 1);
    const Scaled x = first(op);
    const std::string slope =
        writer_.constant(output + "/slope", {}, {static_cast<float>(a / s * x.factor)});
    const std::string steep = writer_.emit("Mul", {x.name, slope}, output + "/scaled");
    return {writer_.emit("Atan", {steep}, output), 1 / (a * s)};
  }

  std::string widen(const GraphOp& op, const std::string& output) {
    const std::int64_t before = op.first;
    const std::int64_t after = op.out_channels - op.in_channels - before;
    const std::string pads = writer_.constant(output + "/pads", {0, before, 0, 0, 0, after, 0, 0});
    return writer_.emit("Pad", {value(op.inputs.front()), pads}, output);
  }

  std::string narrow(const GraphOp& op, const std::string& output) {
    const std::string starts = writer_.constant(output + "/from", {op.first});
    const std::string ends = writer_.constant(output + "/to", {op.first + op.out_channels});
    return writer_.emit(
        "Slice", {value(op.inputs.front()), starts, ends, writer_.constant("channel_axis", {1})},
        output);
  }

  Strings inputs_of(const GraphOp& op) {
    Strings names;
    for (const int input : op.inputs) names.push_back(value(input));
    return names;
  }

  /// Gives the node's value.
  Scaled translate_node(std::size_t index) {
    const GraphOp& op = graph_.nodes[index];
    // Apart from the names of outputs and weights.
    const std::string output =
        fmt::format("{}/value", op.name.empty() ? fmt::format("node_{}", index) : op.name);
    Scaled x = first(op);
    switch (op.op) {
      case Op::convolution:
        return {convolution(index, output)};
      case Op::linear:
        return {linear(index, output)};
      case Op::batch_norm:
        return batch_norm(op, output);
      case Op::scale:
        return scale(op);
      case Op::activation:
        return {writer_.activation(op.nonlinearity, value(op.inputs.front()), output)};
      case Op::add:
        return {writer_.emit("Add", inputs_of(op), output)};
      case Op::add_leading:
        return {add_leading(op, output)};
      case Op::multiply:
        return multiplied(op, output);
      case Op::concat:
        return {writer_.emit("Concat", inputs_of(op), output, {{"axis", std::int64_t{1}}})};
      case Op::global_max_pool:
        return {writer_.emit("GlobalMaxPool", inputs_of(op), output)};
      case Op::graph_linear:
        throw Error(ErrorCode::usage,
                    fmt::format("{}: expected \"{}\" to be folded to linear layers before export",
                                graph_.architecture, op.name));
      case Op::arctangent:
        return arctangent(op, output);
      case Op::widen:
        return {widen(op, output)};
      case Op::narrow:
        return {narrow(op, output)};
      case Op::max_pool:
        return {writer_.emit("MaxPool", inputs_of(op), output, window(op))};
      // A factor passes through what follows.
      case Op::global_average_pool:
        return {writer_.emit("GlobalAveragePool", {x.name}, output), x.factor};
      case Op::average_pool:
        return {average_pool(op, x.name, output), x.factor};
      case Op::adaptive_average_pool:
        return {writer_.adaptive_average_pool(x.name, extent(op.inputs.front()), op.kernel, output),
                x.factor};
      case Op::flatten:
        return {writer_.emit("Flatten", {x.name}, output, {{"axis", std::int64_t{1}}}), x.factor};
      case Op::dropout:
      case Op::drop_path:
        break;
    }
    return x;
  }

  const NetworkGraph& graph_;
  const NamedTensors& tensors_;
  TranslationOptions options_;
  std::vector<NodeShape> shapes_;
  std::vector<int> uses_;
  std::map<std::string, Parameter, std::less<>> parameters_;
  std::vector<Scaled> values_;
  OnnxWriter writer_;
};

}  // namespace

models::Graph translate(const NetworkGraph& graph, const NamedTensors& tensors,
                        std::span<const OnnxOutput> outputs, const TranslationOptions& options) {
  return Translator(graph, tensors, options).run(outputs);
}

}  // namespace mien::train
