#include "networks/pad_channels.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "mien/core/error.h"
#include "networks/tensor_lookup.h"

namespace mien::train {

namespace {

/// What becomes of the channels of one node.
struct Widened {
  int channels = 0;
  bool zeros = true;  ///< those that were added hold 0
};

bool is_depthwise(const GraphOp& node) {
  return node.groups > 1 && node.groups == node.in_channels &&
         node.out_channels == node.in_channels;
}

class Widening {
 public:
  Widening(const NetworkGraph& graph, int multiple) : graph_(graph), multiple_(multiple) {}

  /// The new channels of each node; nothing if it cannot be done.
  std::optional<std::vector<Widened>> run() {
    for (const GraphOp& node : graph_.nodes) {
      const std::optional<Widened> result = widen(node);
      if (!result) return std::nullopt;
      nodes_.push_back(*result);
    }
    return nodes_;
  }

 private:
  [[nodiscard]] Widened input(const GraphOp& node, std::size_t position) const {
    const int index = node.inputs.at(position);
    return index == GraphOp::picture ? Widened{graph_.in_channels}
                                     : nodes_.at(static_cast<std::size_t>(index));
  }

  [[nodiscard]] std::optional<Widened> widen(const GraphOp& node) const {
    const Widened x = input(node, 0);
    switch (node.op) {
      case Op::convolution:
        if (node.groups == 1) {
          const Widened result{(node.out_channels + multiple_ - 1) / multiple_ * multiple_};
          // Its weights' mean would be another.
          const bool grows = result.channels > node.out_channels || x.channels > node.in_channels;
          return node.standardised && grows ? std::nullopt : std::optional(result);
        }
        return is_depthwise(node) ? std::optional(Widened{x.channels}) : std::nullopt;
      case Op::activation:
        return Widened{x.channels, x.zeros && node.nonlinearity != Nonlinearity::sigmoid};
      case Op::add:
        return merged(x, input(node, 1), x.zeros && input(node, 1).zeros);
      case Op::multiply:
        return merged(x, input(node, 1), x.zeros || input(node, 1).zeros);
      case Op::add_leading:
        // The widened part of y lies beside channels of x that count.
        if (!input(node, 1).zeros || input(node, 1).channels > x.channels) return std::nullopt;
        return x;
      case Op::flatten:
      case Op::linear:
      case Op::graph_linear:
      case Op::narrow:
        if (x.channels != node.in_channels) return std::nullopt;
        return Widened{node.out_channels};
      case Op::concat:
      case Op::widen:
        return std::nullopt;
      case Op::arctangent:
      case Op::batch_norm:
      case Op::scale:
      case Op::global_average_pool:
      case Op::global_max_pool:
      case Op::adaptive_average_pool:
      case Op::average_pool:
      case Op::max_pool:
      case Op::dropout:
      case Op::drop_path:
        break;
    }
    return x;
  }

  static std::optional<Widened> merged(const Widened& x, const Widened& y, bool zeros) {
    if (x.channels != y.channels) return std::nullopt;
    return Widened{x.channels, zeros};
  }

  const NetworkGraph& graph_;
  int multiple_;
  std::vector<Widened> nodes_;
};

NetworkGraph widened_graph(NetworkGraph graph, const std::vector<Widened>& widened) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    GraphOp& node = graph.nodes[i];
    const bool depthwise = is_depthwise(node);
    const int input = node.inputs.front();
    node.out_channels = widened[i].channels;
    node.in_channels = input == GraphOp::picture
                           ? graph.in_channels
                           : widened[static_cast<std::size_t>(input)].channels;
    if (depthwise) node.groups = node.in_channels;
  }
  return graph;
}

bool is_wider(const std::vector<Widened>& widened, const NetworkGraph& graph) {
  return !std::ranges::equal(widened, graph.nodes, {}, &Widened::channels, &GraphOp::out_channels);
}

float filler(ParameterKind kind) {
  const bool factor = kind == ParameterKind::norm_scale || kind == ParameterKind::running_var;
  return factor ? 1.0F : 0.0F;
}

/// `values` in the upper corner of a larger tensor. The first two axes grow.
NamedTensor padded(const std::vector<float>& values, const Parameter& from, const Parameter& to) {
  if (from.shape == to.shape) return {to.shape, values};
  NamedTensor result{to.shape,
                     std::vector<float>(static_cast<std::size_t>(to.size()), filler(to.kind))};
  const auto rows = static_cast<std::size_t>(from.shape.front());
  const std::size_t row = values.size() / rows;
  const std::size_t wide_row = result.values.size() / static_cast<std::size_t>(to.shape.front());
  for (std::size_t i = 0; i < rows; ++i) {
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(i * row), row,
                result.values.begin() + static_cast<std::ptrdiff_t>(i * wide_row));
  }
  return result;
}

}  // namespace

std::optional<WeightedNetwork> pad_channels(const NetworkGraph& graph, const NamedTensors& tensors,
                                            int multiple) {
  if (multiple < 1) {
    throw Error(ErrorCode::usage,
                fmt::format("multiple of channels: expected 1 or more, found {}", multiple));
  }
  const std::optional<std::vector<Widened>> widened = Widening(graph, multiple).run();
  if (!widened || !is_wider(*widened, graph)) return std::nullopt;
  WeightedNetwork result{widened_graph(graph, *widened), {}};
  const std::vector<Parameter> before = parameters_of(graph);
  const std::vector<Parameter> after = parameters_of(result.graph);
  for (std::size_t i = 0; i < before.size(); ++i) {
    result.tensors.insert_or_assign(
        before[i].name,
        padded(values_of(tensors, graph.architecture, before[i]), before[i], after[i]));
  }
  return result;
}

}  // namespace mien::train
