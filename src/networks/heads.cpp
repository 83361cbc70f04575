#include "networks/heads.h"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

int append(NetworkGraph& graph, GraphOp node) {
  node.in_channels = graph.nodes.at(static_cast<std::size_t>(node.inputs.front())).out_channels;
  if (node.out_channels == 0) node.out_channels = node.in_channels;
  graph.nodes.push_back(std::move(node));
  return static_cast<int>(graph.nodes.size()) - 1;
}

int linear(NetworkGraph& graph, std::string name, int x, int out, bool bias = true) {
  return append(graph, {.op = Op::linear,
                        .name = std::move(name),
                        .inputs = {x},
                        .out_channels = out,
                        .bias = bias});
}

void check_size(const std::string& name, int size) {
  if (size >= 1) return;
  throw Error(ErrorCode::usage,
              fmt::format("layer \"{}\": expected 1 output or more, found {}", name, size));
}

// The nodes that give each layer's values, by its name.
using Layers = std::map<std::string, int, std::less<>>;

int layer(const Layers& layers, const std::string& name, const std::string& from) {
  const auto entry = layers.find(from);
  if (entry != layers.end()) return entry->second;
  throw Error(ErrorCode::usage,
              fmt::format("layer \"{}\": expected to come from the features or a layer before it, "
                          "found \"{}\"",
                          name, from));
}

void check_name(std::set<std::string, std::less<>>& names, const std::string& name) {
  if (!name.empty() && names.insert(name).second) return;
  throw Error(ErrorCode::usage,
              fmt::format("heads: expected a name of its own for each layer, found \"{}\"{}", name,
                          name.empty() ? "" : " twice"));
}

// One output for each label of the heads that are in the graph; nothing if none is.
std::optional<int> append_label_graph(NetworkGraph& graph, int features,
                                      std::span<const HeadLayout> heads,
                                      const LabelGraphLayout& layout) {
  int nodes = 0;
  for (const HeadLayout& head : heads) nodes += head.in_graph ? head.outputs : 0;
  if (nodes == 0) return std::nullopt;
  check_size(layout.name, layout.word_size);
  check_size(layout.name, layout.hidden);
  return append(graph, {.op = Op::graph_linear,
                        .name = "heads." + layout.name,
                        .inputs = {features},
                        .out_channels = nodes,
                        .word_size = layout.word_size,
                        .hidden = layout.hidden});
}

}  // namespace

NetworkGraph attach_heads(NetworkGraph graph, std::span<const HiddenLayout> hidden,
                          std::span<const HeadLayout> heads, const LabelGraphLayout& label_graph) {
  if (heads.empty()) throw Error(ErrorCode::usage, "heads: expected one or more, found none");
  graph.nodes.resize(static_cast<std::size_t>(graph.features) + 1);
  graph.logits = -1;
  graph.classes = 0;
  graph.heads.clear();
  int features = graph.features;
  if (graph.head_dropout > 0) {
    features = append(graph, {.op = Op::dropout, .inputs = {features}, .rate = graph.head_dropout});
  }
  Layers layers{{std::string(features_name), features}};
  std::set<std::string, std::less<>> names{std::string(features_name)};
  for (const HiddenLayout& layout : hidden) {
    check_name(names, layout.name);
    check_size(layout.name, layout.size);
    int x =
        linear(graph, "heads." + layout.name, layer(layers, layout.name, layout.from), layout.size);
    x = append(graph, {.op = Op::activation, .inputs = {x}, .nonlinearity = Nonlinearity::relu});
    if (layout.dropout > 0) {
      x = append(graph, {.op = Op::dropout, .inputs = {x}, .rate = layout.dropout});
    }
    layers.emplace(layout.name, x);
  }
  const std::optional<int> labels = append_label_graph(graph, features, heads, label_graph);
  if (labels) check_name(names, label_graph.name);
  int first = 0;
  for (const HeadLayout& head : heads) {
    check_name(names, head.name);
    check_size(head.name, head.outputs);
    const std::string name = "heads." + head.name;
    if (head.in_graph) {
      graph.heads.push_back({head.name, append(graph, {.op = Op::narrow,
                                                       .name = name,
                                                       .inputs = {*labels},
                                                       .out_channels = head.outputs,
                                                       .first = first})});
      first += head.outputs;
      continue;
    }
    const int x = layer(layers, head.name, head.from);
    graph.heads.push_back({head.name, linear(graph, name, x, head.outputs, head.bias)});
  }
  return graph;
}

NetworkGraph attach_heads(NetworkGraph graph, std::span<const HeadLayout> heads) {
  return attach_heads(std::move(graph), {}, heads);
}

}  // namespace mien::train
