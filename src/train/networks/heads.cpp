#include "train/networks/heads.h"

#include <fmt/format.h>

#include <functional>
#include <map>
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

int linear(NetworkGraph& graph, std::string name, int x, int out) {
  return append(graph, {.op = Op::linear,
                        .name = std::move(name),
                        .inputs = {x},
                        .out_channels = out,
                        .bias = true});
}

void check_size(const std::string& name, int size) {
  if (size >= 1) return;
  throw Error(ErrorCode::usage,
              fmt::format("layer \"{}\": expected 1 output or more, found {}", name, size));
}

// The nodes that give each layer's values, by its name.
using Layers = std::map<std::string, int, std::less<>>;

int layer(const Layers& layers, const std::string& name, const std::string& from) {
  const auto found = layers.find(from);
  if (found != layers.end()) return found->second;
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

}  // namespace

NetworkGraph attach_heads(NetworkGraph graph, std::span<const HiddenLayout> hidden,
                          std::span<const HeadLayout> heads) {
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
  for (const HiddenLayout& wanted : hidden) {
    check_name(names, wanted.name);
    check_size(wanted.name, wanted.size);
    int x =
        linear(graph, "heads." + wanted.name, layer(layers, wanted.name, wanted.from), wanted.size);
    x = append(graph, {.op = Op::activation, .inputs = {x}, .nonlinearity = Nonlinearity::relu});
    if (wanted.dropout > 0) {
      x = append(graph, {.op = Op::dropout, .inputs = {x}, .rate = wanted.dropout});
    }
    layers.emplace(wanted.name, x);
  }
  for (const HeadLayout& head : heads) {
    check_name(names, head.name);
    check_size(head.name, head.outputs);
    const int x = layer(layers, head.name, head.from);
    graph.heads.push_back({head.name, linear(graph, "heads." + head.name, x, head.outputs)});
  }
  return graph;
}

NetworkGraph attach_heads(NetworkGraph graph, std::span<const HeadLayout> heads) {
  return attach_heads(std::move(graph), {}, heads);
}

}  // namespace mien::train
