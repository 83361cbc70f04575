// The translator's operations that work number by number.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

#include "mien/core/error.h"
#include "models/tfjs/tfjs_translator.h"

namespace mien::models {

namespace {

// The shape of two operands after broadcasting; both have the same number of axes.
Shape broadcast(const TfNode& node, const Shape& a, const Shape& b) {
  Shape result;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && a[i] != 1 && b[i] != 1) {
      refuse_node(node, "operands of matching shapes",
                  fmt::format("[{}] and [{}]", fmt::join(a, ","), fmt::join(b, ",")));
    }
    result.push_back(a[i] == 1 ? b[i] : a[i]);
  }
  return result;
}

Shape padded(const Shape& shape, std::size_t axes) {
  Shape result(axes - shape.size(), 1);
  result.insert(result.end(), shape.begin(), shape.end());
  return result;
}

std::string onnx_name(const std::string& op) {
  if (op == "Minimum") return "Min";
  if (op == "Maximum") return "Max";
  return op == "Sub" || op == "Mul" ? op : "Add";
}

}  // namespace

void TfjsTranslator::unary(const TfNode& node) {
  expect_inputs(node, 1, 1);
  const Value source = tensor_input(node, 0, 0);
  graph_.nodes.push_back({node.op, {source.name}, node.name});
  define(node, node.name, source.shape);
}

void TfjsTranslator::relu6(const TfNode& node) {
  expect_inputs(node, 1, 1);
  const Value source = tensor_input(node, 0, 0);
  emit_clip(source.name, node.name, 0, 6);
  define(node, node.name, source.shape);
}

void TfjsTranslator::emit_clip(const std::string& from, const std::string& to, float low,
                               float high) {
  const std::string least = add_constant(to + "/min", {{}, std::vector<float>{low}});
  const std::string most = add_constant(to + "/max", {{}, std::vector<float>{high}});
  graph_.nodes.push_back({"Clip", {from, least, most}, to});
}

void TfjsTranslator::prelu(const TfNode& node) {
  expect_inputs(node, 2, 2);
  const Value source = tensor_input(node, 0, 0);
  emit_prelu(node, source.name, 1, source.shape);
  define(node, node.name, source.shape);
}

void TfjsTranslator::emit_prelu(const TfNode& node, const std::string& from, std::size_t slope,
                                const Shape& shape) {
  Constant slopes = constant_input(node, slope, 0);
  const std::size_t inner = shape.size() - 1;
  const bool batched = slopes.shape.size() == shape.size() && slopes.shape[0] == 1;
  if (batched) slopes.shape.erase(slopes.shape.begin());
  if (slopes.shape.size() > inner) {
    refuse_node(node, fmt::format("slopes of at most {} axes", inner),
                fmt::format("[{}]", fmt::join(slopes.shape, ",")));
  }
  slopes.shape = padded(slopes.shape, inner);
  for (std::size_t i = 0; i < inner; ++i) {
    if (slopes.shape[i] != 1 && slopes.shape[i] != shape[i + 1]) {
      refuse_node(node, fmt::format("slopes for [{}]", fmt::join(shape, ",")),
                  fmt::format("[{}]", fmt::join(slopes.shape, ",")));
    }
  }
  constexpr std::array<std::size_t, 3> order = {2, 0, 1};
  if (inner == 3) slopes = transposed(slopes, order, node.describe());
  (void)slopes.floats(node.describe());
  const std::string name = add_constant(node.name + "/slopes", std::move(slopes));
  graph_.nodes.push_back({"PRelu", {from, name}, node.name});
}

std::string TfjsTranslator::broadcast_constant(const TfNode& node, const Constant& constant,
                                               std::size_t axes) {
  Constant copy = constant;
  (void)copy.floats(node.describe());
  const std::string name = node.name + "/constant";
  if (copy.shape.empty()) return add_constant(name, std::move(copy));
  copy.shape = padded(copy.shape, axes);
  constexpr std::array<std::size_t, 4> order = {0, 3, 1, 2};
  if (axes == 4) copy = transposed(copy, order, node.describe());
  return add_constant(name, std::move(copy));
}

void TfjsTranslator::binary(const TfNode& node) {
  expect_inputs(node, 2, 2);
  const std::array<Value, 2> operands = {input(node, 0), input(node, 1)};
  const bool first_fixed = operands[0].constant != nullptr;
  if (first_fixed && operands[1].constant != nullptr) {
    refuse_node(node, "at least one computed operand", "two constants");
  }
  const std::size_t axes = operands[first_fixed ? 1 : 0].shape.size();
  GraphNode target{onnx_name(node.op), {}, node.name};
  std::array<Shape, 2> shapes;
  for (std::size_t i = 0; i < 2; ++i) {
    const Value& operand = operands[i];
    if (operand.constant == nullptr ? operand.shape.size() != axes : operand.shape.size() > axes) {
      refuse_node(node, fmt::format("operands of {} axes", axes),
                  fmt::format("[{}]", fmt::join(operand.shape, ",")));
    }
    shapes[i] = padded(operand.shape, axes);
    target.inputs.push_back(operand.constant == nullptr
                                ? operand.name
                                : broadcast_constant(node, *operand.constant, axes));
  }
  Shape shape = broadcast(node, shapes[0], shapes[1]);
  graph_.nodes.push_back(std::move(target));
  define(node, node.name, std::move(shape));
}

void TfjsTranslator::softmax(const TfNode& node) {
  expect_inputs(node, 1, 1);
  const Value source = tensor_input(node, 0, 0);
  // The channel axis, which is axis 1 in both layouts.
  graph_.nodes.push_back({"Softmax", {source.name}, node.name, {{"axis", std::int64_t{1}}}});
  define(node, node.name, source.shape);
}

}  // namespace mien::models
