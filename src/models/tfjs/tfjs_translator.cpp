#include "models/tfjs/tfjs_translator.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

#include "mien/core/error.h"

namespace mien::models {

namespace {

constexpr std::int64_t max_side = 65536;

Shape channels_first(const Shape& shape) {
  if (shape.size() != 4) return shape;
  return {shape[0], shape[3], shape[1], shape[2]};
}

}  // namespace

TfjsTranslator::TfjsTranslator(const Weights& weights, std::string_view name) : weights_(weights) {
  graph_.name = name;
}

const std::map<std::string_view, TfjsTranslator::Handler>& TfjsTranslator::handlers() {
  using T = TfjsTranslator;
  static const std::map<std::string_view, Handler> table = {
      {"Placeholder", &T::placeholder},
      {"Const", &T::constant},
      {"Identity", &T::identity},
      {"Reshape", &T::reshape},
      {"Conv2D", &T::conv},
      {"_FusedConv2D", &T::conv},
      {"DepthwiseConv2dNative", &T::depthwise_conv},
      {"FusedDepthwiseConv2dNative", &T::depthwise_conv},
      {"MatMul", &T::mat_mul},
      {"_FusedMatMul", &T::mat_mul},
      {"Pad", &T::pad},
      {"ConcatV2", &T::concat},
      {"MaxPool", &T::pool},
      {"AvgPool", &T::pool},
      {"Mean", &T::mean},
      {"Abs", &T::unary},
      {"Relu", &T::unary},
      {"Sigmoid", &T::unary},
      {"Relu6", &T::relu6},
      {"Prelu", &T::prelu},
      {"Add", &T::binary},
      {"AddV2", &T::binary},
      {"BiasAdd", &T::binary},
      {"Sub", &T::binary},
      {"Mul", &T::binary},
      {"Minimum", &T::binary},
      {"Maximum", &T::binary},
      {"Softmax", &T::softmax}};
  return table;
}

void TfjsTranslator::translate(const TfNode& node) {
  const auto handler = handlers().find(node.op);
  if (handler == handlers().end()) {
    std::vector<std::string_view> names;
    for (const auto& [op, ignored] : handlers()) names.push_back(op);
    throw Error(ErrorCode::model, fmt::format("node {}: expected an operation of {}, found {}",
                                              node.name, fmt::join(names, ", "), node.op));
  }
  (this->*handler->second)(node);
}

void TfjsTranslator::add_output(const std::string& node) {
  const Value& value = values_.at(node);
  if (value.constant != nullptr) {
    throw Error(ErrorCode::model,
                fmt::format("output {}: expected a computed value, found a constant", node));
  }
  if (value.name != node) graph_.nodes.push_back({"Identity", {value.name}, node});
  graph_.outputs.push_back({node, channels_first(value.shape)});
}

Graph TfjsTranslator::take() {
  if (graph_.input.name.empty()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected a Placeholder that the outputs depend on, found none",
                            graph_.name));
  }
  return std::move(graph_);
}

void TfjsTranslator::placeholder(const TfNode& node) {
  if (!graph_.input.name.empty()) refuse_node(node, "one Placeholder", "a second one");
  const auto entry = node.integers.find("shape");
  if (entry == node.integers.end()) refuse_node(node, "a shape", "none");
  Shape shape = entry->second;
  if (shape.size() != 2 && shape.size() != 4) {
    refuse_node(node, "2 or 4 axes", std::to_string(shape.size()));
  }
  shape[0] = -1;
  for (std::size_t i = 1; i < shape.size(); ++i) {
    const bool free_side = shape[i] == -1 && (i == 1 || i == 2) && shape.size() == 4;
    if (!free_side && (shape[i] < 1 || shape[i] > max_side)) {
      refuse_node(node, fmt::format("axes of 1 to {}", max_side), std::to_string(shape[i]));
    }
  }
  graph_.input = {node.name, channels_first(shape)};
  define(node, node.name, std::move(shape));
}

void TfjsTranslator::constant(const TfNode& node) {
  const auto entry = weights_.find(node.name);
  if (entry == weights_.end()) refuse_node(node, "its numbers in the weights manifest", "none");
  values_[node.name] = {node.name, entry->second.shape, &entry->second};
}

void TfjsTranslator::identity(const TfNode& node) {
  expect_inputs(node, 1, 1);
  values_[node.name] = input(node, 0);
}

const TfjsTranslator::Value& TfjsTranslator::input(const TfNode& node, std::size_t index) const {
  if (index >= node.inputs.size()) {
    refuse_node(node, fmt::format("at least {} inputs", index + 1),
                std::to_string(node.inputs.size()));
  }
  return values_.at(node.inputs[index]);
}

const TfjsTranslator::Value& TfjsTranslator::tensor_input(const TfNode& node, std::size_t index,
                                                          std::size_t axes) const {
  const Value& value = input(node, index);
  if (value.constant != nullptr) {
    refuse_node(node, fmt::format("a computed value as input {}", index), "a constant");
  }
  if (axes != 0 && value.shape.size() != axes) {
    refuse_node(node, fmt::format("an input of {} axes", axes),
                fmt::format("[{}]", fmt::join(value.shape, ",")));
  }
  return value;
}

const Constant& TfjsTranslator::constant_input(const TfNode& node, std::size_t index,
                                               std::size_t axes) const {
  const Value& value = input(node, index);
  if (value.constant == nullptr) {
    refuse_node(node, fmt::format("a constant as input {}", index), "a computed value");
  }
  if (axes != 0 && value.shape.size() != axes) {
    refuse_node(node, fmt::format("a constant of {} axes", axes),
                fmt::format("[{}]", fmt::join(value.shape, ",")));
  }
  return *value.constant;
}

void TfjsTranslator::expect_inputs(const TfNode& node, std::size_t least, std::size_t most) {
  if (node.inputs.size() >= least && node.inputs.size() <= most) return;
  refuse_node(
      node,
      least == most ? fmt::format("{} inputs", least) : fmt::format("{} to {} inputs", least, most),
      std::to_string(node.inputs.size()));
}

std::string TfjsTranslator::add_constant(const std::string& name, Constant constant) {
  if (!graph_.constants.emplace(name, std::move(constant)).second) {
    throw Error(ErrorCode::model, fmt::format("{}: expected each name once", name));
  }
  return name;
}

void TfjsTranslator::define(const TfNode& node, std::string name, Shape shape) {
  values_[node.name] = {std::move(name), std::move(shape), nullptr};
}

}  // namespace mien::models
