#include "networks/graph_builder.h"

#include <utility>

namespace mien::train {

GraphBuilder::GraphBuilder(std::string architecture) {
  graph_.architecture = std::move(architecture);
}

int GraphBuilder::channels(int node) const {
  return node == picture ? graph_.in_channels
                         : graph_.nodes.at(static_cast<std::size_t>(node)).out_channels;
}

int GraphBuilder::append(GraphOp node) {
  node.in_channels = channels(node.inputs.front());
  if (node.out_channels == 0) node.out_channels = node.in_channels;
  graph_.nodes.push_back(std::move(node));
  return static_cast<int>(graph_.nodes.size()) - 1;
}

int GraphBuilder::convolution(const std::string& name, int x, const ConvolutionOptions& options) {
  return append({.op = Op::convolution,
                 .name = name,
                 .inputs = {x},
                 .out_channels = options.out,
                 .kernel = options.kernel,
                 .stride = options.stride,
                 .padding = options.same ? Padding::same : Padding::fixed,
                 .pad = options.pad,
                 .groups = options.groups,
                 .bias = options.bias,
                 .standardised = options.standardised});
}

int GraphBuilder::batch_norm(const std::string& name, int x, const BatchNormOptions& options) {
  return append({.op = Op::batch_norm,
                 .name = name,
                 .inputs = {x},
                 .epsilon = options.epsilon,
                 .momentum = options.momentum});
}

int GraphBuilder::activation(int x, Nonlinearity nonlinearity) {
  return append({.op = Op::activation, .inputs = {x}, .nonlinearity = nonlinearity});
}

int GraphBuilder::add(int x, int y) { return append({.op = Op::add, .inputs = {x, y}}); }

int GraphBuilder::add_leading(int x, int y) {
  return append({.op = Op::add_leading, .inputs = {x, y}});
}

int GraphBuilder::multiply(int x, int gate) {
  return append({.op = Op::multiply, .inputs = {x, gate}});
}

int GraphBuilder::scale(int x, double factor, const std::string& name) {
  return append({.op = Op::scale, .name = name, .inputs = {x}, .factor = factor});
}

int GraphBuilder::arctangent(const std::string& name, int x) {
  return append({.op = Op::arctangent, .name = name, .inputs = {x}});
}

int GraphBuilder::widen(int x, int channels, int before) {
  return append({.op = Op::widen, .inputs = {x}, .out_channels = channels, .first = before});
}

int GraphBuilder::concat(const std::vector<int>& inputs) {
  GraphOp node{.op = Op::concat, .inputs = inputs};
  for (const int input : inputs) node.out_channels += channels(input);
  return append(std::move(node));
}

int GraphBuilder::global_average_pool(int x) {
  return append({.op = Op::global_average_pool, .inputs = {x}});
}

int GraphBuilder::pool(Op op, int x, const PoolOptions& options) {
  return append({.op = op,
                 .inputs = {x},
                 .kernel = options.kernel,
                 .stride = options.stride,
                 .padding = options.same      ? Padding::same
                            : options.ceiling ? Padding::ceiling
                                              : Padding::fixed,
                 .pad = options.pad,
                 .count_padding = options.count_padding});
}

int GraphBuilder::max_pool(int x, const PoolOptions& options) {
  return pool(Op::max_pool, x, options);
}

int GraphBuilder::average_pool(int x, const PoolOptions& options) {
  return pool(Op::average_pool, x, options);
}

int GraphBuilder::adaptive_average_pool(int x, Extent size) {
  return append({.op = Op::adaptive_average_pool, .inputs = {x}, .kernel = size});
}

int GraphBuilder::flatten(int x, Extent size) {
  return append(
      {.op = Op::flatten, .inputs = {x}, .out_channels = channels(x) * size.height * size.width});
}

int GraphBuilder::linear(const std::string& name, int x, int out, bool bias) {
  return append({.op = Op::linear, .name = name, .inputs = {x}, .out_channels = out, .bias = bias});
}

int GraphBuilder::dropout(int x, double rate) {
  return rate > 0 ? append({.op = Op::dropout, .inputs = {x}, .rate = rate}) : x;
}

int GraphBuilder::drop_path(int x, double rate) {
  return rate > 0 ? append({.op = Op::drop_path, .inputs = {x}, .rate = rate}) : x;
}

NetworkGraph GraphBuilder::finish(int features, const ClassifierOptions& classifier) && {
  graph_.features = features;
  graph_.feature_size = channels(features);
  graph_.head_dropout = classifier.dropout;
  graph_.classifier = classifier.name;
  graph_.classes = classifier.classes;
  if (classifier.classes > 0) {
    const int dropped = dropout(features, classifier.dropout);
    graph_.logits = linear(classifier.name, dropped, classifier.classes);
  }
  return std::move(graph_);
}

}  // namespace mien::train
