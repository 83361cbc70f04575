#include "executor/make_plan.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "executor/onnx_values.h"
#include "mien/core/error.h"
#include "models/graph/onnx_file.h"
#include "nn/onnx_weights.h"

namespace mien::executor {

namespace {

/// A value on its way through the graph. Besides a layer's answer it may be a part of a PReLU that
/// is spelled out.
struct Value {
  enum class Part { whole, line, positive, steep };
  int value = 0;  ///< of the plan
  Part part = Part::whole;
  Tensor factor = {};  ///< of `line` (a x) and `steep` ((1 - a) max(x, 0))
};

class Translator {
 public:
  Translator(const onnx::GraphProto& graph, std::string_view name) : graph_(graph), name_(name) {}

  Plan translate() {
    plan_.name = std::string(name_);
    for (const onnx::TensorProto& proto : graph_.initializer()) {
      if (std::optional<Tensor> tensor = tensor_of(proto)) {
        constants_[proto.name()] = *std::move(tensor);
      }
      names_.insert(proto.name());
    }
    const onnx::ValueInfoProto* input = nullptr;
    for (const onnx::ValueInfoProto& candidate : graph_.input()) {
      if (!names_.contains(candidate.name())) input = &candidate;
    }
    if (input == nullptr || input->type().tensor_type().shape().dim_size() != 4) {
      refuse("an input of 4 axes", "another");
    }
    plan_.channels = static_cast<int>(input->type().tensor_type().shape().dim(1).dim_value());
    values_[input->name()] = {};
    names_.insert(input->name());
    for (const onnx::NodeProto& node : graph_.node()) {
      for (const std::string& taken : node.input()) ++uses_[taken];
    }
    for (const onnx::ValueInfoProto& output : graph_.output()) ++uses_[output.name()];
    for (const onnx::NodeProto& node : graph_.node()) add(node);
    for (const onnx::ValueInfoProto& output : graph_.output()) {
      plan_.outputs.push_back({output.name(), whole(output.name())});
    }
    return std::move(plan_);
  }

 private:
  [[noreturn]] void refuse(std::string_view expected, std::string_view actual) const {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected {}, found {}", name_, expected, actual));
  }

  [[noreturn]] void refuse(const onnx::NodeProto& node, std::string_view expected) const {
    const std::string output = node.output_size() > 0 ? node.output(0) : "";
    refuse(expected, fmt::format("{} that makes \"{}\"", node.op_type(), output));
  }

  [[nodiscard]] const Value& value(const std::string& name) const {
    const auto entry = values_.find(name);
    if (entry == values_.end()) refuse("a value that is made before", "\"" + name + "\"");
    return entry->second;
  }

  [[nodiscard]] int whole(const std::string& name) const {
    const Value& input = value(name);
    if (input.part != Value::Part::whole) refuse("a whole value", "part of a PReLU");
    return input.value;
  }

  [[nodiscard]] const Tensor* constant(const std::string& name) const {
    const auto entry = constants_.find(name);
    return entry == constants_.end() ? nullptr : &entry->second;
  }

  [[nodiscard]] const Tensor& constant_of(const onnx::NodeProto& node, int input) const {
    const Tensor* tensor = node.input_size() > input ? constant(node.input(input)) : nullptr;
    if (tensor == nullptr) refuse(node, "constant weights");
    return *tensor;
  }

  /// The layer that made a value which no other node takes and which has no activation yet.
  Layer* open_layer(const std::string& name) {
    const Value& input = value(name);
    if (input.part != Value::Part::whole || input.value < 1 || uses_[name] != 1) return nullptr;
    Layer& layer = plan_.layers[static_cast<std::size_t>(input.value) - 1];
    return layer.activation == Activation::none ? &layer : nullptr;
  }

  Layer& last_layer(const onnx::NodeProto& node, const std::string& name) {
    Layer* layer = open_layer(name);
    if (layer == nullptr) refuse(node, "a layer whose answer it alone takes before it");
    return *layer;
  }

  void give(const onnx::NodeProto& node, Value value) {
    values_[node.output(0)] = std::move(value);
  }

  void push(const onnx::NodeProto& node, Layer layer) {
    plan_.layers.push_back(std::move(layer));
    give(node, {static_cast<int>(plan_.layers.size())});
  }

  std::string store(const std::string& name, Tensor tensor) {
    plan_.tensors.insert_or_assign(name, std::move(tensor));
    return name;
  }

  void add(const onnx::NodeProto& node) {
    const std::string& op = node.op_type();
    if (node.output_size() != 1) refuse(node, "operations of one output");
    if (!names_.insert(node.output(0)).second) refuse(node, "names that are given once");
    if (op == "Constant" || op == "Cast") return add_constant(node);
    if (node.input_size() < 1) refuse(node, "an operation with inputs");
    if (op == "Conv") return add_convolution(node);
    if (op == "Gemm") return add_dense(node);
    if (op == "Relu" || op == "Clip" || op == "PRelu") return add_activation(node);
    if (op == "Mul") return add_product(node);
    if (op == "Add") return add_sum(node);
    if (op == "GlobalAveragePool") {
      return push(node, {.kind = LayerKind::mean, .inputs = {whole(node.input(0))}});
    }
    if (op == "Concat") return add_concat(node);
    // The maps before these have one place, so that they change nothing.
    if (op == "Flatten" || op == "Reshape") return give(node, value(node.input(0)));
    refuse(node, "operations of MobileNet-like networks");
  }

  void add_constant(const onnx::NodeProto& node) {
    if (node.op_type() == "Cast") {
      const Tensor* wide = node.input_size() == 1 ? constant(node.input(0)) : nullptr;
      if (wide == nullptr || integer_of(node, "to") != onnx::TensorProto::FLOAT) {
        refuse(node, "weights that are widened to 32 bits");
      }
      constants_[node.output(0)] = *wide;
      return;
    }
    for (const onnx::AttributeProto& attribute : node.attribute()) {
      if (attribute.name() == "value") {
        if (std::optional<Tensor> tensor = tensor_of(attribute.t())) {
          constants_[node.output(0)] = *std::move(tensor);
        }
      } else if (attribute.name() == "value_float") {
        constants_[node.output(0)] = {{}, {attribute.f()}};
      }
    }
  }

  void set_bias(const onnx::NodeProto& node, std::int64_t outputs, Layer& layer) {
    Tensor bias{{outputs}, std::vector<float>(static_cast<std::size_t>(outputs))};
    if (node.input_size() > 2 && !node.input(2).empty()) bias.data = constant_of(node, 2).data;
    if (static_cast<std::int64_t>(bias.data.size()) != outputs) {
      refuse(node, fmt::format("a bias of {} numbers", outputs));
    }
    layer.bias = store(layer.weights + "/bias", std::move(bias));
  }

  void add_convolution(const onnx::NodeProto& node) {
    const Tensor& weights = constant_of(node, 1);
    if (weights.shape.size() != 4) refuse(node, "weights of 4 axes");
    const std::int64_t group = integer_of(node, "group").value_or(1);
    Layer layer;
    if (group != 1) {
      if (group != weights.shape[0] || weights.shape[1] != 1) {
        refuse(node, "one group, or one for each channel");
      }
      layer.kind = LayerKind::depthwise;
    }
    const std::string pad = text_of(node, "auto_pad");
    if (!pad.empty() && pad != "NOTSET") refuse(node, "pads in numbers");
    const auto strides = integers_of(node, "strides", {1, 1});
    const auto dilations = integers_of(node, "dilations", {1, 1});
    const auto pads = integers_of(node, "pads", {0, 0, 0, 0});
    if (strides.size() != 2 || strides[0] != strides[1] || dilations.size() != 2 ||
        dilations[0] != dilations[1] || pads.size() != 4) {
      refuse(node, "one stride and one dilation for rows and columns, and 4 pads");
    }
    layer.inputs = {whole(node.input(0))};
    layer.stride = static_cast<int>(strides[0]);
    layer.dilation = static_cast<int>(dilations[0]);
    for (std::size_t i = 0; i < 4; ++i) layer.pads[i] = static_cast<int>(pads[i]);
    const std::int64_t outputs = weights.shape[0];
    layer.weights = store(node.output(0), weights);
    set_bias(node, outputs, layer);
    push(node, std::move(layer));
  }

  void add_dense(const onnx::NodeProto& node) {
    const Tensor& weights = constant_of(node, 1);
    const bool as_stored = integer_of(node, "transB").value_or(0) == 1;
    if (weights.shape.size() != 2 || integer_of(node, "transA").value_or(0) != 0 ||
        number_of(node, "alpha", 1) != 1 || number_of(node, "beta", 1) != 1) {
      refuse(node, "weights of 2 axes without factors");
    }
    const std::int64_t outputs = weights.shape[as_stored ? 0 : 1];
    const std::int64_t inputs = weights.shape[as_stored ? 1 : 0];
    Tensor dense{{outputs, inputs, 1, 1}, weights.data};
    if (!as_stored) {
      for (std::int64_t o = 0; o < outputs; ++o) {
        for (std::int64_t i = 0; i < inputs; ++i) {
          dense.data[static_cast<std::size_t>(o * inputs + i)] =
              weights.data[static_cast<std::size_t>(i * outputs + o)];
        }
      }
    }
    Layer layer;
    layer.inputs = {whole(node.input(0))};
    layer.weights = store(node.output(0), std::move(dense));
    set_bias(node, outputs, layer);
    push(node, std::move(layer));
  }

  /// A bound of a Clip: an input, or an attribute as in older files.
  [[nodiscard]] std::optional<float> bound(const onnx::NodeProto& node, int input,
                                           std::string_view name) const {
    if (node.input_size() > input && !node.input(input).empty()) {
      const Tensor& number = constant_of(node, input);
      if (number.data.size() != 1) refuse(node, "bounds of one number");
      return number.data.front();
    }
    const float number = number_of(node, name, NAN);
    return std::isnan(number) ? std::nullopt : std::optional(number);
  }

  void add_activation(const onnx::NodeProto& node) {
    const std::string& from = node.input(0);
    const std::string& op = node.op_type();
    if (op == "Relu" && uses_[from] == 2) {
      // The part for positive values of a PReLU that is spelled out.
      return give(node, {whole(from), Value::Part::positive});
    }
    Layer& layer = last_layer(node, from);
    if (op == "Relu") {
      layer.activation = Activation::relu;
    } else if (op == "PRelu") {
      set_slope(layer, constant_of(node, 1), node);
    } else {
      const std::optional<float> low = bound(node, 1, "min");
      const std::optional<float> high = bound(node, 2, "max");
      if (low != 0.0F || (high && *high != 6)) refuse(node, "a Clip from 0, or from 0 to 6");
      layer.activation = high ? Activation::relu6 : Activation::relu;
    }
    give(node, value(from));
  }

  void set_slope(Layer& layer, Tensor slope, const onnx::NodeProto& node) {
    const auto bias = plan_.tensors.find(layer.bias);
    if (bias == plan_.tensors.end() || slope.data.size() != bias->second.data.size()) {
      refuse(node, "a slope for each channel of a convolution");
    }
    layer.activation = Activation::prelu;
    slope.shape = {static_cast<std::int64_t>(slope.data.size())};
    layer.slope = store(layer.weights + "/slope", std::move(slope));
  }

  void add_product(const onnx::NodeProto& node) {
    if (node.input_size() != 2) refuse(node, "two factors");
    const bool constant_first = constant(node.input(0)) != nullptr;
    const std::string& from = node.input(constant_first ? 1 : 0);
    const Tensor& factor = constant_of(node, constant_first ? 0 : 1);
    const Value& taken = value(from);
    if (taken.part == Value::Part::positive) {
      return give(node, {taken.value, Value::Part::steep, factor});
    }
    if (uses_[from] == 2) return give(node, {whole(from), Value::Part::line, factor});
    Layer& layer = last_layer(node, from);
    const auto weights = plan_.tensors.find(layer.weights);
    if (factor.data.size() != 1 || weights == plan_.tensors.end()) {
      refuse(node, "one factor for a convolution");
    }
    for (float& weight : weights->second.data) weight *= factor.data.front();
    for (float& weight : plan_.tensors.at(layer.bias).data) weight *= factor.data.front();
    give(node, taken);
  }

  void add_sum(const onnx::NodeProto& node) {
    if (node.input_size() != 2) refuse(node, "two summands");
    const Value* line = &value(node.input(0));
    const Value* steep = &value(node.input(1));
    if (line->part == Value::Part::whole && steep->part == Value::Part::whole) {
      return push(node, {.kind = LayerKind::add, .inputs = {line->value, steep->value}});
    }
    if (line->part == Value::Part::steep) std::swap(line, steep);
    const bool fits =
        line->part == Value::Part::line && steep->part == Value::Part::steep &&
        line->value == steep->value && line->value > 0 &&
        std::ranges::equal(line->factor.data, steep->factor.data, [](float slope, float rest) {
          return std::abs(slope + rest - 1) < 1e-5F;
        });
    if (!fits) refuse(node, "both parts of a PReLU, or two maps");
    const Value result{line->value};
    Layer& layer = plan_.layers[static_cast<std::size_t>(line->value) - 1];
    if (layer.activation != Activation::none) refuse(node, "one activation behind a layer");
    set_slope(layer, line->factor, node);
    give(node, result);
  }

  void add_concat(const onnx::NodeProto& node) {
    if (integer_of(node, "axis").value_or(-1) != 1) refuse(node, "channels side by side (axis 1)");
    Layer layer;
    layer.kind = LayerKind::concat;
    for (const std::string& input : node.input()) layer.inputs.push_back(whole(input));
    push(node, std::move(layer));
  }

  const onnx::GraphProto& graph_;
  std::string_view name_;
  Plan plan_;
  std::map<std::string, Tensor> constants_;
  std::set<std::string> names_;  ///< given so far
  std::map<std::string, Value> values_;
  std::map<std::string, int> uses_;
};

std::string metadata_text(const onnx::ModelProto& model) {
  for (const auto& property : model.metadata_props()) {
    if (property.key() == ModelMetadata::key) return property.value();
  }
  return {};
}

}  // namespace

Plan make_plan(std::span<const std::byte> onnx, std::string_view name) {
  // The translator refuses what it does not know, and `make_steps` shapes that do not fit. ONNX's
  // own checker would load the descriptions of all operators, which takes longer than the rest.
  const onnx::ModelProto model = models::parse_onnx(onnx, name);
  Plan plan = Translator(model.graph(), name).translate();
  plan.metadata = metadata_text(model);
  return plan;
}

Plan weights_alone(std::span<const std::byte> onnx, std::string_view name) {
  Plan plan;
  plan.name = std::string(name);
  plan.metadata = metadata_text(models::parse_onnx(onnx, name));
  const NetworkWeights weights(onnx, name);
  for (const auto& [key, tensor] : weights.all()) {
    // Scalars are no weights of a layer.
    if (!tensor.shape.empty()) plan.tensors.emplace(key, tensor);
  }
  return plan;
}

}  // namespace mien::executor
