#include <optional>
#include <utility>
#include <vector>

#include "models/graph/graph_passes.h"
#include "models/graph/graph_uses.h"

namespace mien::models {

namespace {

/// The node that makes a value, if it is of the kind `op`, and for inner values nothing else takes
/// them; null otherwise.
const GraphNode* maker(Graph& graph, const GraphUses& uses, const std::string& value,
                       std::string_view op) {
  const GraphNode* node = uses.only_for_next(graph, value);
  return node != nullptr && node->op == op ? node : nullptr;
}

/// PReLU as TensorFlow spells it out: max(x, 0) + c (x - |x|), whose slope is 2 c.
struct SpelledOut {
  std::string input;
  std::string factors;  ///< the constant c
};

std::optional<SpelledOut> below_zero(Graph& graph, const GraphUses& uses, const GraphNode& scaled) {
  for (std::size_t i = 0; i < 2; ++i) {
    if (!graph.constants.contains(scaled.inputs[i])) continue;
    const GraphNode* difference = maker(graph, uses, scaled.inputs[1 - i], "Sub");
    if (difference == nullptr) return std::nullopt;
    const GraphNode* size = maker(graph, uses, difference->inputs[1], "Abs");
    if (size == nullptr || size->inputs[0] != difference->inputs[0]) return std::nullopt;
    return SpelledOut{difference->inputs[0], scaled.inputs[i]};
  }
  return std::nullopt;
}

std::optional<SpelledOut> spelled_out(Graph& graph, const GraphUses& uses, const GraphNode& sum) {
  if (sum.op != "Add" || sum.inputs.size() != 2) return std::nullopt;
  for (std::size_t i = 0; i < 2; ++i) {
    const GraphNode* above = maker(graph, uses, sum.inputs[i], "Relu");
    const GraphNode* scaled = maker(graph, uses, sum.inputs[1 - i], "Mul");
    if (above == nullptr || scaled == nullptr) continue;
    auto match = below_zero(graph, uses, *scaled);
    if (match && match->input == above->inputs[0]) return match;
  }
  return std::nullopt;
}

/// Slopes [1] of factors that are one number, or [channels, 1, 1] if they are one a channel of a
/// value [batch, channels, rows, columns]; absent for others.
std::optional<Constant> slopes_of(const Constant& factors) {
  const auto* values = std::get_if<std::vector<float>>(&factors.values);
  if (values == nullptr) return std::nullopt;
  const auto count = static_cast<std::int64_t>(values->size());
  const bool by_channel = factors.shape == Shape{1, count, 1, 1};
  if (!by_channel && count != 1) return std::nullopt;
  Constant slopes{by_channel ? Shape{count, 1, 1} : Shape{1}, *values};
  for (float& slope : std::get<std::vector<float>>(slopes.values)) slope *= 2;
  return slopes;
}

}  // namespace

void fold_prelu(Graph& graph) {
  const GraphUses uses(graph);
  for (GraphNode& node : graph.nodes) {
    const auto match = spelled_out(graph, uses, node);
    if (!match) continue;
    auto slopes = slopes_of(graph.constants.at(match->factors));
    if (!slopes) continue;
    const std::string name = node.output + "/slopes";
    if (!graph.constants.emplace(name, *std::move(slopes)).second) continue;
    node.op = "PRelu";
    node.inputs = {match->input, name};
  }
  remove_unused(graph);
}

}  // namespace mien::models
