#include "networks/network_shapes.h"

#include <fmt/format.h>

#include <algorithm>

#include "mien/core/error.h"

namespace mien::train {

namespace {

std::string describe(const NodeShape& shape) {
  return fmt::format("{} x {} x {}", shape.channels, shape.height, shape.width);
}

/// Infers one node at a time; `where` names the node in messages.
class ShapeInference {
 public:
  ShapeInference(const NetworkGraph& graph, int width, int height)
      : graph_(graph), picture_{graph.in_channels, height, width} {
    if (width < 1 || height < 1) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}: expected a picture of 1 x 1 or more, found {} x {}",
                              graph.architecture, width, height));
    }
  }

  std::vector<NodeShape> run() {
    for (const GraphOp& node : graph_.nodes) shapes_.push_back(infer(node));
    return shapes_;
  }

 private:
  [[noreturn]] void fail(const GraphOp& node, const std::string& expected,
                         const NodeShape& actual) const {
    const std::string name = node.name.empty() ? "" : fmt::format(" (\"{}\")", node.name);
    throw Error(ErrorCode::usage,
                fmt::format("{}: node {}{}: expected {}, found {}", graph_.architecture,
                            shapes_.size(), name, expected, describe(actual)));
  }

  [[nodiscard]] NodeShape input(const GraphOp& node, std::size_t position) const {
    if (position >= node.inputs.size()) {
      fail(node, fmt::format("{} inputs or more", position + 1), {});
    }
    const int index = node.inputs[position];
    if (index == GraphOp::picture) return picture_;
    if (index < 0 || static_cast<std::size_t>(index) >= shapes_.size()) {
      fail(node, fmt::format("inputs before it, not node {}", index), {});
    }
    return shapes_[static_cast<std::size_t>(index)];
  }

  [[nodiscard]] NodeShape windowed(const GraphOp& node, const NodeShape& x) const {
    const WindowPadding padding = padding_of(node, x);
    const int rows = x.height + padding.rows.before + padding.rows.after - node.kernel.height;
    const int columns =
        x.width + padding.columns.before + padding.columns.after - node.kernel.width;
    if (rows < 0 || columns < 0) {
      fail(node,
           fmt::format("a picture as large as the window of {} x {}", node.kernel.height,
                       node.kernel.width),
           x);
    }
    return {node.out_channels, rows / node.stride.height + 1, columns / node.stride.width + 1};
  }

  [[nodiscard]] NodeShape merged(const GraphOp& node, const NodeShape& x) const {
    const NodeShape y = input(node, 1);
    const bool one_pixel = y.height == 1 && y.width == 1;
    const bool same_size = y.height == x.height && y.width == x.width;
    const bool fits = node.op == Op::add_leading ? same_size && y.channels <= x.channels
                      : node.op == Op::multiply
                          ? (same_size || one_pixel) && y.channels == x.channels
                          : y == x;
    if (!fits) fail(node, "a second input that fits " + describe(x), y);
    return x;
  }

  [[nodiscard]] NodeShape joined(const GraphOp& node, NodeShape x) const {
    for (std::size_t i = 1; i < node.inputs.size(); ++i) {
      const NodeShape y = input(node, i);
      if (y.height != x.height || y.width != x.width) {
        fail(node, "rows and columns as in " + describe(x), y);
      }
      x.channels += y.channels;
    }
    return x;
  }

  [[nodiscard]] NodeShape infer(const GraphOp& node) const {
    const NodeShape x = input(node, 0);
    if (x.channels != node.in_channels) {
      fail(node, fmt::format("{} channels", node.in_channels), x);
    }
    switch (node.op) {
      case Op::convolution:
      case Op::average_pool:
      case Op::max_pool:
        return windowed(node, x);
      case Op::add:
      case Op::add_leading:
      case Op::multiply:
        return merged(node, x);
      case Op::concat:
        return joined(node, x);
      case Op::global_average_pool:
      case Op::global_max_pool:
        return {x.channels, 1, 1};
      case Op::adaptive_average_pool:
        return {x.channels, node.kernel.height, node.kernel.width};
      case Op::flatten:
        return {x.channels * x.height * x.width, 1, 1};
      case Op::linear:
      case Op::graph_linear:
        return {node.out_channels, 1, 1};
      case Op::narrow:
        if (node.first < 0 || node.first + node.out_channels > x.channels) {
          fail(node, fmt::format("{} channels or more", node.first + node.out_channels), x);
        }
        return {node.out_channels, x.height, x.width};
      case Op::widen:
        if (node.first < 0 || node.first + x.channels > node.out_channels) {
          fail(node, fmt::format("{} channels or fewer", node.out_channels - node.first), x);
        }
        return {node.out_channels, x.height, x.width};
      case Op::arctangent:
      case Op::batch_norm:
      case Op::activation:
      case Op::scale:
      case Op::dropout:
      case Op::drop_path:
        break;
    }
    return x;
  }

  const NetworkGraph& graph_;
  NodeShape picture_;
  std::vector<NodeShape> shapes_;
};

AxisPadding same_padding(int length, int kernel, int stride) {
  const int out = (length + stride - 1) / stride;
  const int total = std::max((out - 1) * stride + kernel - length, 0);
  return {total / 2, total - total / 2};
}

AxisPadding ceiling_padding(int length, int kernel, int stride) {
  // The last of the `steps` windows after the first begins inside.
  const int steps =
      std::min((std::max(length - kernel, 0) + stride - 1) / stride, (length - 1) / stride);
  return {0, std::max(steps * stride + kernel - length, 0)};
}

}  // namespace

WindowPadding padding_of(const GraphOp& node, const NodeShape& input) {
  if (node.padding == Padding::fixed) {
    return {{node.pad.height, node.pad.height}, {node.pad.width, node.pad.width}};
  }
  if (node.padding == Padding::ceiling) {
    return {ceiling_padding(input.height, node.kernel.height, node.stride.height),
            ceiling_padding(input.width, node.kernel.width, node.stride.width)};
  }
  return {same_padding(input.height, node.kernel.height, node.stride.height),
          same_padding(input.width, node.kernel.width, node.stride.width)};
}

std::vector<NodeShape> infer_shapes(const NetworkGraph& graph, int width, int height) {
  return ShapeInference(graph, width, height).run();
}

std::int64_t count_multiply_adds(const NetworkGraph& graph, int width, int height) {
  const std::vector<NodeShape> shapes = infer_shapes(graph, width, height);
  std::int64_t count = 0;
  for (const Parameter& parameter : parameters_of(graph)) {
    if (parameter.kind != ParameterKind::convolution_weight &&
        parameter.kind != ParameterKind::linear_weight) {
      continue;
    }
    const NodeShape& shape = shapes[static_cast<std::size_t>(parameter.node)];
    count += parameter.size() * shape.height * shape.width;
  }
  for (const GraphOp& node : graph.nodes) {
    if (node.op == Op::graph_linear) count += std::int64_t{node.in_channels} * node.out_channels;
  }
  return count;
}

}  // namespace mien::train
