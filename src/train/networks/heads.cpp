#include "train/networks/heads.h"

#include <fmt/format.h>

#include <algorithm>
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

void check(std::span<const HeadLayout> heads) {
  if (heads.empty()) throw Error(ErrorCode::usage, "heads: expected one or more, found none");
  for (const HeadLayout& head : heads) {
    const auto same = std::ranges::count(heads, head.name, &HeadLayout::name);
    if (head.name.empty() || same != 1) {
      throw Error(ErrorCode::usage,
                  fmt::format("heads: expected a name of its own for each, found \"{}\" {} times",
                              head.name, same));
    }
    if (head.outputs < 1 || head.hidden < 0) {
      throw Error(ErrorCode::usage,
                  fmt::format("head \"{}\": expected 1 output or more and a hidden layer of 0 or "
                              "more, found {} and {}",
                              head.name, head.outputs, head.hidden));
    }
  }
}

}  // namespace

NetworkGraph attach_heads(NetworkGraph graph, std::span<const HeadLayout> heads) {
  check(heads);
  graph.nodes.resize(static_cast<std::size_t>(graph.features) + 1);
  graph.logits = -1;
  graph.classes = 0;
  graph.heads.clear();
  int features = graph.features;
  if (graph.head_dropout > 0) {
    features = append(graph, {.op = Op::dropout, .inputs = {features}, .rate = graph.head_dropout});
  }
  for (const HeadLayout& head : heads) {
    const std::string name = "heads." + head.name;
    int x = features;
    if (head.hidden > 0) {
      x = linear(graph, name + ".hidden", x, head.hidden);
      x = append(graph, {.op = Op::activation, .inputs = {x}, .nonlinearity = Nonlinearity::relu});
    }
    graph.heads.push_back({head.name, linear(graph, name, x, head.outputs)});
  }
  return graph;
}

}  // namespace mien::train
