#include "train/networks/onnx_nodes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "models/graph_passes.h"
#include "train/networks/fold_batch_norm.h"
#include "train/networks/network_shapes.h"
#include "train/networks/tensor_lookup.h"

namespace mien::train {

namespace {

using Strings = std::vector<std::string>;

constexpr std::string_view picture_name = "picture";

std::vector<std::int64_t> pair(Extent extent) { return {extent.height, extent.width}; }

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
    result_.name = graph_.architecture;
    result_.input = {std::string(picture_name),
                     {-1, graph_.in_channels, options_.height, options_.width}};
    for (const OnnxOutput& output : outputs) ++uses_[static_cast<std::size_t>(output.node)];
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) values_.push_back(translate_node(i));
    for (const OnnxOutput& output : outputs) {
      const std::int64_t size = graph_.nodes[static_cast<std::size_t>(output.node)].out_channels;
      result_.nodes.push_back({"Identity", {value(output.node)}, output.name});
      result_.outputs.push_back({output.name, {-1, size}});
    }
    models::remove_identities(result_);
    models::remove_unused(result_);
    return std::move(result_);
  }

 private:
  const GraphOp& node(int index) const { return graph_.nodes[static_cast<std::size_t>(index)]; }

  std::string value(int index) const {
    return index == GraphOp::picture ? std::string(picture_name)
                                     : values_[static_cast<std::size_t>(index)];
  }

  NodeShape shape(int index) const {
    if (index != GraphOp::picture) return shapes_[static_cast<std::size_t>(index)];
    return {graph_.in_channels, options_.height, options_.width};
  }

  const std::vector<float>& values_of_parameter(const std::string& name) const {
    return values_of(tensors_, graph_.architecture, parameters_.at(name));
  }

  std::string constant(const std::string& name, models::Shape shape, std::vector<float> values) {
    result_.constants.insert_or_assign(name, models::Constant{std::move(shape), std::move(values)});
    return name;
  }

  std::string constant(const std::string& name, std::vector<std::int64_t> values) {
    models::Shape shape{static_cast<std::int64_t>(values.size())};
    result_.constants.insert_or_assign(name, models::Constant{std::move(shape), std::move(values)});
    return name;
  }

  std::string parameter(const std::string& name) {
    return constant(name, parameters_.at(name).shape, values_of_parameter(name));
  }

  std::string emit(std::string op, Strings inputs, std::string output,
                   std::map<std::string, models::Attribute> attributes = {}) {
    result_.nodes.push_back({std::move(op), std::move(inputs), output, std::move(attributes)});
    return output;
  }

  // Pools and convolutions share these.
  std::map<std::string, models::Attribute> window(const GraphOp& op) const {
    const WindowPadding padding = padding_of(op, shape(op.inputs.front()));
    return {{"kernel_shape", pair(op.kernel)},
            {"strides", pair(op.stride)},
            {"pads", std::vector<std::int64_t>{padding.rows.before, padding.columns.before,
                                               padding.rows.after, padding.columns.after}}};
  }

  // The batch norm after a convolution, if it alone takes the result and folding is wanted.
  const GraphOp* norm_to_fold(std::size_t index) const {
    if (!options_.fold_batch_norm || uses_[index] != 1) return nullptr;
    const auto found = std::ranges::find_if(graph_.nodes, [&](const GraphOp& candidate) {
      return candidate.op == Op::batch_norm && candidate.inputs.front() == static_cast<int>(index);
    });
    return found == graph_.nodes.end() ? nullptr : &*found;
  }

  bool is_folded(const GraphOp& norm) const {
    const int input = norm.inputs.front();
    return input != GraphOp::picture && node(input).op == Op::convolution &&
           norm_to_fold(static_cast<std::size_t>(input)) != nullptr;
  }

  std::string convolution(std::size_t index, const std::string& output) {
    const GraphOp& op = graph_.nodes[index];
    auto attributes = window(op);
    attributes["group"] = op.groups;
    Strings inputs = {value(op.inputs.front())};
    const std::string weight = op.name + ".weight";
    if (const GraphOp* norm = norm_to_fold(index)) {
      const std::vector<float> none;
      FoldedConvolution folded = fold_batch_norm(
          values_of_parameter(weight), op.bias ? values_of_parameter(op.name + ".bias") : none,
          {.scale = values_of_parameter(norm->name + ".weight"),
           .shift = values_of_parameter(norm->name + ".bias"),
           .mean = values_of_parameter(norm->name + ".running_mean"),
           .variance = values_of_parameter(norm->name + ".running_var"),
           .epsilon = norm->epsilon});
      inputs.push_back(constant(weight, parameters_.at(weight).shape, std::move(folded.weights)));
      inputs.push_back(constant(op.name + ".bias", {op.out_channels}, std::move(folded.bias)));
    } else {
      inputs.push_back(parameter(weight));
      if (op.bias) inputs.push_back(parameter(op.name + ".bias"));
    }
    return emit("Conv", inputs, output, attributes);
  }

  std::string batch_norm(const GraphOp& op, const std::string& output) {
    const std::string x = value(op.inputs.front());
    if (is_folded(op)) return x;
    return emit("BatchNormalization",
                {x, parameter(op.name + ".weight"), parameter(op.name + ".bias"),
                 parameter(op.name + ".running_mean"), parameter(op.name + ".running_var")},
                output, {{"epsilon", static_cast<float>(op.epsilon)}});
  }

  std::string activation(const GraphOp& op, const std::string& output) {
    const std::string x = value(op.inputs.front());
    switch (op.nonlinearity) {
      case Nonlinearity::relu:
        return emit("Relu", {x}, output);
      case Nonlinearity::relu6:
        return emit("Clip", {x, constant("zero", {}, {0.0F}), constant("six", {}, {6.0F})}, output);
      case Nonlinearity::sigmoid:
        return emit("Sigmoid", {x}, output);
      case Nonlinearity::silu:
        break;
    }
    return emit("Mul", {x, emit("Sigmoid", {x}, output + "/sigmoid")}, output);
  }

  // The shortcut is widened with channels of zeros.
  std::string add_leading(const GraphOp& op, const std::string& output) {
    const std::int64_t missing = op.in_channels - shape(op.inputs[1]).channels;
    std::string shortcut = value(op.inputs[1]);
    if (missing > 0) {
      const std::string pads = fmt::format("pad_channels_{}", missing);
      shortcut = emit("Pad", {shortcut, constant(pads, {0, 0, 0, 0, 0, missing, 0, 0})},
                      output + "/widened");
    }
    return emit("Add", {value(op.inputs[0]), shortcut}, output);
  }

  std::string average_pool(const GraphOp& op, const std::string& output) {
    auto attributes = window(op);
    attributes["count_include_pad"] = std::int64_t{1};
    return emit("AveragePool", {value(op.inputs.front())}, output, attributes);
  }

  std::string linear(const GraphOp& op, const std::string& output) {
    return emit(
        "Gemm",
        {value(op.inputs.front()), parameter(op.name + ".weight"), parameter(op.name + ".bias")},
        output, {{"transB", std::int64_t{1}}});
  }

  Strings inputs_of(const GraphOp& op) const {
    Strings names;
    for (const int input : op.inputs) names.push_back(value(input));
    return names;
  }

  /// Returns the name of the node's value.
  std::string translate_node(std::size_t index) {
    const GraphOp& op = graph_.nodes[index];
    // Apart from the names of outputs and weights.
    const std::string output =
        fmt::format("{}/value", op.name.empty() ? fmt::format("node_{}", index) : op.name);
    switch (op.op) {
      case Op::convolution:
        return convolution(index, output);
      case Op::batch_norm:
        return batch_norm(op, output);
      case Op::activation:
        return activation(op, output);
      case Op::add:
        return emit("Add", inputs_of(op), output);
      case Op::add_leading:
        return add_leading(op, output);
      case Op::multiply:
        return emit("Mul", inputs_of(op), output);
      case Op::global_average_pool:
        return emit("GlobalAveragePool", inputs_of(op), output);
      case Op::average_pool:
        return average_pool(op, output);
      case Op::max_pool:
        return emit("MaxPool", inputs_of(op), output, window(op));
      case Op::linear:
        return linear(op, output);
      case Op::concat:
        return emit("Concat", inputs_of(op), output, {{"axis", std::int64_t{1}}});
      case Op::flatten:
        return emit("Flatten", inputs_of(op), output, {{"axis", std::int64_t{1}}});
      case Op::dropout:
      case Op::drop_path:
        break;
    }
    return value(op.inputs.front());
  }

  const NetworkGraph& graph_;
  const NamedTensors& tensors_;
  TranslationOptions options_;
  std::vector<NodeShape> shapes_;
  std::vector<int> uses_;
  std::map<std::string, Parameter, std::less<>> parameters_;
  std::vector<std::string> values_;
  models::Graph result_;
};

}  // namespace

models::Graph translate(const NetworkGraph& graph, const NamedTensors& tensors,
                        std::span<const OnnxOutput> outputs, const TranslationOptions& options) {
  return Translator(graph, tensors, options).run(outputs);
}

}  // namespace mien::train
