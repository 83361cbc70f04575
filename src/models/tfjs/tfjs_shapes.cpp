// The translator's operations that move numbers and change none.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <utility>

#include "mien/core/error.h"
#include "models/tfjs/tfjs_translator.h"

namespace mien::models {

namespace {

constexpr std::int64_t max_padding = 65536;

// Where an axis of TensorFlow's order stands in batch, channel, row, column.
std::size_t stored_axis(std::size_t axis, std::size_t axes) {
  constexpr std::array<std::size_t, 4> places = {0, 2, 3, 1};
  return axes == 4 ? places[axis] : axis;
}

}  // namespace

void TfjsTranslator::reshape(const TfNode& node) {
  expect_inputs(node, 2, 2);
  const Value& source = input(node, 0);
  if (source.constant != nullptr) refuse_node(node, "a computed value", "a constant");
  Shape target = constant_input(node, 1, 1).integers(node.describe());
  const Shape inner_source(source.shape.begin() + 1, source.shape.end());
  const Shape inner(target.empty() ? target.begin() : target.begin() + 1, target.end());
  constexpr std::size_t most = std::size_t{1} << 40;
  const bool fits = (target.size() == 2 || target.size() == 4) && target[0] == -1 &&
                    element_count(inner_source, most, node.describe()) ==
                        element_count(inner, most, node.describe());
  if (!fits) {
    refuse_node(
        node, fmt::format("a shape [-1,...] of 2 or 4 axes for [{}]", fmt::join(source.shape, ",")),
        fmt::format("[{}]", fmt::join(target, ",")));
  }
  std::string from = source.name;
  const auto transpose = [&](const std::string& to, std::vector<std::int64_t> order) {
    graph_.nodes.push_back({"Transpose", {from}, to, {{"perm", std::move(order)}}});
    from = to;
  };
  if (source.shape.size() == 4) transpose(node.name + "/channels_last", {0, 2, 3, 1});
  const std::string shape_name =
      add_constant(node.name + "/shape", {{static_cast<std::int64_t>(target.size())}, target});
  const bool last = target.size() == 2;
  const std::string reshaped = last ? node.name : node.name + "/reshaped";
  graph_.nodes.push_back({"Reshape", {from, shape_name}, reshaped});
  from = reshaped;
  if (!last) transpose(node.name, {0, 3, 1, 2});
  define(node, node.name, std::move(target));
}

void TfjsTranslator::pad(const TfNode& node) {
  expect_inputs(node, 2, 2);
  const Value& source = tensor_input(node, 0, 0);
  const Constant& widths = constant_input(node, 1, 2);
  const std::vector<std::int64_t>& values = widths.integers(node.describe());
  const std::size_t axes = source.shape.size();
  bool fits =
      widths.shape == Shape{static_cast<std::int64_t>(axes), 2} && values[0] == 0 && values[1] == 0;
  for (const std::int64_t width : values) fits = fits && width >= 0 && width <= max_padding;
  if (!fits) {
    refuse_node(node,
                fmt::format("paddings [{},2] of 0 to {}, none of the batch", axes, max_padding),
                fmt::format("[{}] {}", fmt::join(widths.shape, ","), fmt::join(values, ",")));
  }
  Shape shape = source.shape;
  Shape pads(2 * axes, 0);
  for (std::size_t axis = 1; axis < axes; ++axis) {
    pads[stored_axis(axis, axes)] = values[2 * axis];
    pads[axes + stored_axis(axis, axes)] = values[2 * axis + 1];
    if (shape[axis] > 0) shape[axis] += values[2 * axis] + values[2 * axis + 1];
  }
  const std::string name = add_constant(
      node.name + "/pads", {{static_cast<std::int64_t>(pads.size())}, std::move(pads)});
  graph_.nodes.push_back({"Pad", {source.name, name}, node.name});
  define(node, node.name, std::move(shape));
}

void TfjsTranslator::concat(const TfNode& node) {
  expect_inputs(node, 2, 1024);
  const std::size_t count = node.inputs.size() - 1;
  const Constant& position = constant_input(node, count, 0);
  const std::vector<std::int64_t>& numbers = position.integers(node.describe());
  Shape shape = tensor_input(node, 0, 0).shape;
  const auto axes = static_cast<std::int64_t>(shape.size());
  const std::int64_t value = numbers.size() == 1 ? numbers[0] : 0;
  const std::int64_t axis = value < 0 ? value + axes : value;
  if (axis < 1 || axis >= axes) {
    refuse_node(node, fmt::format("one axis of 1 to {}", axes - 1),
                fmt::format("{}", fmt::join(numbers, ",")));
  }
  const auto place = static_cast<std::size_t>(axis);
  GraphNode target{"Concat", {}, node.name};
  target.attributes["axis"] = static_cast<std::int64_t>(stored_axis(place, shape.size()));
  std::int64_t length = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Value& part = tensor_input(node, i, shape.size());
    Shape same = part.shape;
    same[place] = shape[place];
    if (same != shape || part.shape[place] < 0) {
      refuse_node(
          node,
          fmt::format("parts that differ in axis {} alone, and of a known length there", axis),
          fmt::format("[{}] and [{}]", fmt::join(shape, ","), fmt::join(part.shape, ",")));
    }
    length += part.shape[place];
    target.inputs.push_back(part.name);
  }
  shape[place] = length;
  graph_.nodes.push_back(std::move(target));
  define(node, node.name, std::move(shape));
}

}  // namespace mien::models
