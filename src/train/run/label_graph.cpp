#include "train/run/label_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gcn/correlations.h"
#include "mien/core/error.h"

namespace mien::train {

namespace {

using dataset::TargetKind;

struct Node {
  std::string label;
  std::size_t head = 0;   // index into the recipe's heads
  std::size_t value = 0;  // index into the head's target
  int group = -1;         // classes of one head exclude each other
};

std::vector<Node> nodes_of(const Recipe& recipe) {
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < recipe.heads.size(); ++i) {
    const HeadRecipe& head = recipe.heads[i];
    if (std::ranges::count(recipe.graph->heads, head.attribute) == 0) continue;
    const bool affect = head.kind == TargetKind::affect;
    const auto labels = affect ? std::vector<std::string>{"valence", "arousal"} : head.labels;
    for (std::size_t value = 0; value < labels.size(); ++value) {
      nodes.push_back({labels[value], i, value, affect ? -1 : static_cast<int>(i)});
    }
  }
  return nodes;
}

// A number a training picture, NaN where it is not labelled.
std::vector<float> column_of(const Node& node, const dataset::PictureSet& train) {
  std::vector<float> column;
  column.reserve(train.pictures.size());
  for (const dataset::LabelledPicture& picture : train.pictures) {
    const dataset::Target& target = picture.targets[node.head];
    column.push_back(target.empty() ? std::numeric_limits<float>::quiet_NaN() : target[node.value]);
  }
  return column;
}

void check_common(const std::vector<Node>& nodes, const std::vector<std::vector<float>>& columns) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      bool common = false;
      for (std::size_t row = 0; row < columns[i].size() && !common; ++row) {
        common = !std::isnan(columns[i][row]) && !std::isnan(columns[j][row]);
      }
      if (common) continue;
      throw Error(
          ErrorCode::input,
          fmt::format("graph.correlations: expected training pictures with labels of both "
                      "\"{}\" and \"{}\", found none; a CSV file can say how they correlate",
                      nodes[j].label, nodes[i].label));
    }
  }
}

std::vector<double> correlations_of(const GraphRecipe& graph, const std::vector<Node>& nodes,
                                    const std::vector<std::string>& labels,
                                    const dataset::PictureSet& train) {
  if (graph.correlations != "labels") return read_correlations(graph.correlations, labels);
  std::vector<std::vector<float>> columns;
  columns.reserve(nodes.size());
  for (const Node& node : nodes) columns.push_back(column_of(node, train));
  if (graph.edges.rule == EdgeRule::correlated) check_common(nodes, columns);
  return rank_correlations(columns);
}

}  // namespace

std::optional<GraphConstants> graph_constants(const Recipe& recipe,
                                              const dataset::PictureSet& train) {
  if (!recipe.graph) return std::nullopt;
  const GraphRecipe& graph = *recipe.graph;
  GraphConstants result;
  const std::vector<Node> nodes = nodes_of(recipe);
  std::vector<int> groups;
  for (const Node& node : nodes) {
    const auto word = graph.words.find(node.label);
    result.about.labels.push_back(node.label);
    result.about.words.push_back(word == graph.words.end() ? node.label : word->second);
    groups.push_back(node.group);
  }
  const std::vector<double> correlations =
      correlations_of(graph, nodes, result.about.labels, train);
  result.about.correlations.assign(correlations.begin(), correlations.end());
  result.about.adjacency = adjacency_of(correlations, groups, graph.edges);
  result.vectors = graph.embeddings == "random"
                       ? random_word_vectors(result.about.words, graph.embedding_size, recipe.seed)
                       : read_word_vectors(graph.embeddings, result.about.words);
  return result;
}

void set_constants(NamedTensors& tensors, const GraphConstants& constants) {
  const std::string layer = fmt::format("heads.{}", graph_layer);
  const auto nodes = static_cast<std::int64_t>(constants.about.labels.size());
  tensors.insert_or_assign(layer + ".words",
                           NamedTensor{{nodes, constants.vectors.size}, constants.vectors.values});
  tensors.insert_or_assign(layer + ".adjacency",
                           NamedTensor{{nodes, nodes}, constants.about.adjacency});
}

}  // namespace mien::train
