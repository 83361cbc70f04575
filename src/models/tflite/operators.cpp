#include "models/tflite/operators.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "mien/core/error.h"

namespace mien::models::tflite {

namespace {

enum Activation : std::int8_t { none = 0, relu = 1, relu6 = 3 };
enum Padding : std::int8_t { same = 0, valid = 1 };

// The batch of the file is 1, 2 or whatever the author's converter was given.
constexpr std::int64_t any_batch = -1;

class Translator {
 public:
  Translator(const Model& model, Tensors& tensors, std::string_view name)
      : model_(model), tensors_(tensors), file_(name) {}

  TensorFlowNetwork take() {
    const SubGraph& network = *model_.subgraphs()->Get(0);
    for (const std::int32_t input : *network.inputs()) placeholder(input);
    std::size_t place = 0;
    for (const Operator* source : *network.operators()) translate(*source, place++);
    return std::move(result_);
  }

 private:
  using Handler = void (Translator::*)(const Operator&, TfNode);
  struct Kind {
    std::string_view name;  ///< TensorFlow Lite's
    std::string_view node;  ///< TensorFlow's
    std::size_t least = 0;  ///< inputs
    std::size_t most = 0;
    Handler handler = nullptr;
  };

  static const std::map<std::int32_t, Kind>& kinds() {
    using T = Translator;
    static const std::map<std::int32_t, Kind> table = {
        {0, {"ADD", "AddV2", 2, 2, &T::with_activation<AddOptions>}},
        {1, {"AVERAGE_POOL_2D", "AvgPool", 1, 1, &T::pool}},
        {2, {"CONCATENATION", "ConcatV2", 1, 1024, &T::concatenation}},
        {3, {"CONV_2D", "_FusedConv2D", 2, 3, &T::convolution}},
        {4, {"DEPTHWISE_CONV_2D", "FusedDepthwiseConv2dNative", 2, 3, &T::depthwise}},
        {9, {"FULLY_CONNECTED", "_FusedMatMul", 2, 3, &T::fully_connected}},
        {14, {"LOGISTIC", "Sigmoid", 1, 1, &T::plain}},
        {17, {"MAX_POOL_2D", "MaxPool", 1, 1, &T::pool}},
        {18, {"MUL", "Mul", 2, 2, &T::with_activation<MulOptions>}},
        {19, {"RELU", "Relu", 1, 1, &T::plain}},
        {21, {"RELU6", "Relu6", 1, 1, &T::plain}},
        {22, {"RESHAPE", "Reshape", 1, 2, &T::reshape}},
        {25, {"SOFTMAX", "Softmax", 1, 1, &T::softmax}},
        {34, {"PAD", "Pad", 2, 2, &T::plain}},
        {40, {"MEAN", "Mean", 2, 2, &T::mean}},
        {41, {"SUB", "Sub", 2, 2, &T::with_activation<SubOptions>}},
        {54, {"PRELU", "Prelu", 2, 2, &T::plain}},
        {55, {"MAXIMUM", "Maximum", 2, 2, &T::plain}},
        {57, {"MINIMUM", "Minimum", 2, 2, &T::plain}},
        {101, {"ABS", "Abs", 1, 1, &T::plain}}};
    return table;
  }

  [[noreturn]] void fail(std::string_view expected, std::string_view actual) const {
    throw Error(ErrorCode::model,
                fmt::format("{}: {}: expected {}, found {}", file_, where_, expected, actual));
  }

  void placeholder(std::int32_t input) {
    TfNode node{tensors_.name(input), "Placeholder", {}};
    node.integers["shape"] = tensors_.shape(input);
    add(std::move(node));
  }

  void translate(const Operator& source, std::size_t place) {
    where_ = fmt::format("operator {}", place);
    const auto& codes = *model_.operator_codes();
    if (source.opcode_index() >= codes.size()) {
      fail(fmt::format("one of {} kinds", codes.size()), std::to_string(source.opcode_index()));
    }
    const OperatorCode& code = *codes.Get(source.opcode_index());
    // Numbers above 127 did not fit into the older field.
    const std::int32_t number = std::max(std::int32_t{code.old_code()}, code.code());
    const auto kind = kinds().find(number);
    if (kind == kinds().end()) {
      std::vector<std::string_view> names;
      for (const auto& [key, value] : kinds()) names.push_back(value.name);
      fail(fmt::format("an operator of {}", fmt::join(names, ", ")),
           fmt::format("the one of number {}", number));
    }
    const Kind& handler = kind->second;
    where_ += fmt::format(" ({})", handler.name);
    inputs_.assign(source.inputs()->begin(), source.inputs()->end());
    // An optional last input may be there as -1.
    if (inputs_.size() > handler.least && inputs_.back() == -1) inputs_.pop_back();
    if (inputs_.size() < handler.least || inputs_.size() > handler.most) {
      fail(handler.least == handler.most
               ? fmt::format("{} inputs", handler.least)
               : fmt::format("{} to {} inputs", handler.least, handler.most),
           std::to_string(inputs_.size()));
    }
    if (source.outputs()->size() != 1) {
      fail("one output", std::to_string(source.outputs()->size()));
    }
    (this->*handler.handler)(
        source, {tensors_.name(source.outputs()->Get(0)), std::string(handler.node), {}});
  }

  template <typename Options>
  const Options& options(const Options* stored) const {
    if (stored == nullptr) fail("its options", "none");
    return *stored;
  }

  void add(TfNode node) {
    std::string name = node.name;
    if (!result_.graph.emplace(name, std::move(node)).second) {
      fail("each tensor to be made once", fmt::format("\"{}\" again", name));
    }
  }

  std::string add_constant(std::string name, Constant constant) {
    result_.weights.emplace(name, std::move(constant));
    add({name, "Const", {}});
    return name;
  }

  /// The name of an input; a constant becomes a node when it is first asked for.
  std::string input(std::size_t index) {
    const std::int32_t tensor = inputs_[index];
    const std::string& name = tensors_.name(tensor);
    if (tensors_.is_constant(tensor) && !result_.graph.contains(name)) {
      return add_constant(name, tensors_.constant(tensor));
    }
    return name;
  }

  Constant constant_input(std::size_t index, std::string_view description, std::size_t axes) {
    if (!tensors_.is_constant(inputs_[index])) {
      fail(fmt::format("{} that are constant", description), "computed ones");
    }
    Constant constant = tensors_.constant(inputs_[index]);
    if (constant.shape.size() != axes) {
      fail(fmt::format("{} of {} axes", description, axes),
           fmt::format("[{}]", fmt::join(constant.shape, ",")));
    }
    return constant;
  }

  [[nodiscard]] std::optional<std::string> activation_node(std::int8_t activation) const {
    if (activation == none) return std::nullopt;
    if (activation == relu) return "Relu";
    if (activation == relu6) return "Relu6";
    fail("an activation of none (0), ReLU (1) or ReLU6 (3)", std::to_string(activation));
  }

  /// Adds a node, and one behind it where the operator has an activation.
  void add_activated(TfNode node, std::int8_t activation) {
    const auto op = activation_node(activation);
    if (!op) return add(std::move(node));
    TfNode last{node.name, *op, {}};
    node.name = tensors_.new_name(node.name + "/linear");
    last.inputs = {node.name};
    add(std::move(node));
    add(std::move(last));
  }

  void take_inputs(TfNode& node) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) node.inputs.push_back(input(i));
  }

  void set_windows(TfNode& node, std::int8_t padding, std::int32_t stride_h,
                   std::int32_t stride_w) const {
    if (padding != same && padding != valid) {
      fail("a padding of SAME (0) or VALID (1)", std::to_string(padding));
    }
    node.texts["padding"] = {padding == same ? "SAME" : "VALID"};
    node.integers["strides"] = {1, stride_h, stride_w, 1};
  }

  /// Inputs and fused operations of what has weights and perhaps a bias.
  void add_fused(TfNode node, Constant weights, std::int8_t activation) {
    node.inputs = {input(0),
                   add_constant(tensors_.new_name(node.name + "/kernel"), std::move(weights))};
    std::vector<std::string>& fused = node.texts["fused_ops"];
    if (inputs_.size() > 2) {
      node.inputs.push_back(input(2));
      fused.emplace_back("BiasAdd");
    }
    if (const auto op = activation_node(activation)) fused.push_back(*op);
    add(std::move(node));
  }

  void plain(const Operator& /*source*/, TfNode node) {
    take_inputs(node);
    add(std::move(node));
  }

  template <typename Options>
  void with_activation(const Operator& source, TfNode node) {
    take_inputs(node);
    const auto* settings = source.options_as<Options>();
    add_activated(std::move(node),
                  settings == nullptr ? std::int8_t{none} : settings->activation());
  }

  void convolution(const Operator& source, TfNode node) {
    const auto& settings = options(source.options_as_Conv2DOptions());
    set_windows(node, settings.padding(), settings.stride_h(), settings.stride_w());
    node.integers["dilations"] = {1, settings.dilation_h(), settings.dilation_w(), 1};
    // From output, row, column, input to row, column, input, output.
    constexpr std::array<std::size_t, 4> order = {1, 2, 3, 0};
    add_fused(std::move(node), transposed(constant_input(1, "weights", 4), order, where_),
              settings.activation());
  }

  void depthwise(const Operator& source, TfNode node) {
    const auto& settings = options(source.options_as_DepthwiseConv2DOptions());
    set_windows(node, settings.padding(), settings.stride_h(), settings.stride_w());
    node.integers["dilations"] = {1, settings.dilation_h(), settings.dilation_w(), 1};
    Constant weights = constant_input(1, "weights", 4);
    const Shape picture = tensors_.shape(inputs_[0]);
    const std::int64_t channels = picture.size() == 4 ? picture[3] : 0;
    if (weights.shape[0] != 1 || channels < 1 || weights.shape[3] % channels != 0) {
      fail(fmt::format("weights [1,rows,columns,a multiple of {}]", channels),
           fmt::format("[{}]", fmt::join(weights.shape, ",")));
    }
    weights.shape = {weights.shape[1], weights.shape[2], channels, weights.shape[3] / channels};
    add_fused(std::move(node), std::move(weights), settings.activation());
  }

  void fully_connected(const Operator& source, TfNode node) {
    const auto& settings = options(source.options_as_FullyConnectedOptions());
    if (settings.weights_format() != 0) {
      fail("weights row by row (0)", fmt::format("the format {}", settings.weights_format()));
    }
    node.flags["transpose_b"] = true;
    add_fused(std::move(node), constant_input(1, "weights", 2), settings.activation());
  }

  void pool(const Operator& source, TfNode node) {
    const auto& settings = options(source.options_as_Pool2DOptions());
    set_windows(node, settings.padding(), settings.stride_h(), settings.stride_w());
    node.integers["ksize"] = {1, settings.filter_h(), settings.filter_w(), 1};
    take_inputs(node);
    add_activated(std::move(node), settings.activation());
  }

  void reshape(const Operator& source, TfNode node) {
    Shape target;
    if (inputs_.size() == 2) {
      target = constant_input(1, "lengths", 1).integers(where_);
    } else {
      const auto* lengths = options(source.options_as_ReshapeOptions()).new_shape();
      if (lengths != nullptr) target.assign(lengths->begin(), lengths->end());
    }
    const Shape from = tensors_.shape(inputs_[0]);
    if (from.empty() || target.empty() || (target[0] != from[0] && target[0] != any_batch)) {
      fail(fmt::format("a shape whose first axis stays, for [{}]", fmt::join(from, ",")),
           fmt::format("[{}]", fmt::join(target, ",")));
    }
    target[0] = any_batch;
    const auto axes = static_cast<std::int64_t>(target.size());
    std::string name = tensors_.new_name(node.name + "/lengths");
    node.inputs = {input(0), add_constant(std::move(name), {{axes}, std::move(target)})};
    add(std::move(node));
  }

  void concatenation(const Operator& source, TfNode node) {
    const auto& settings = options(source.options_as_ConcatenationOptions());
    take_inputs(node);
    std::string name = tensors_.new_name(node.name + "/axis");
    node.inputs.push_back(
        add_constant(std::move(name), {{}, std::vector<std::int64_t>{settings.axis()}}));
    add_activated(std::move(node), settings.activation());
  }

  void mean(const Operator& source, TfNode node) {
    node.flags["keep_dims"] = options(source.options_as_ReducerOptions()).keep_dims();
    take_inputs(node);
    add(std::move(node));
  }

  void softmax(const Operator& source, TfNode node) {
    const float beta = options(source.options_as_SoftmaxOptions()).beta();
    if (beta != 1) fail("a beta of 1", fmt::format("{}", beta));
    take_inputs(node);
    add(std::move(node));
  }

  const Model& model_;
  Tensors& tensors_;
  std::string file_;
  std::string where_ = "input";
  std::vector<std::int32_t> inputs_;  ///< of the operator at hand
  TensorFlowNetwork result_;
};

}  // namespace

TensorFlowNetwork to_tensorflow(const Model& model, Tensors& tensors, std::string_view name) {
  return Translator(model, tensors, name).take();
}

}  // namespace mien::models::tflite
