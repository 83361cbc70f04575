#include "published/import_graph_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "gcn/fold_graph.h"
#include "gcn/pool_features.h"
#include "gcn/word_vectors.h"
#include "mien/core/error.h"
#include "networks/export_onnx.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "nn/refuse_model.h"
#include "weights/load_weights.h"
#include "weights/match_weights.h"
#include "weights/pickle/pytorch_file.h"
#include "weights/pickle/state_dict.h"

namespace mien::train {

namespace {

constexpr double rounding = 1e-5;

NamedTensor take(NamedTensors& tensors, const std::string& key, const std::string& file) {
  auto node = tensors.extract(key);
  if (node.empty()) refuse_model(file, fmt::format("\"{}\" of Emotion-GCN", key), "no such tensor");
  return std::move(node.mapped());
}

/// A' of a file's A: the transpose, since the rows sum to 1.
std::vector<float> adjacency_in(const NamedTensor& a, const PublishedModel& model,
                                const std::string& file) {
  const std::size_t nodes = model.graph_words.size();
  const auto side = static_cast<std::int64_t>(nodes);
  if (a.shape != std::vector<std::int64_t>{side, side}) {
    refuse_model(file, fmt::format("\"A\" of {0} x {0} numbers, one a label", nodes),
                 "another shape");
  }
  std::vector<float> result(nodes * nodes);
  for (std::size_t i = 0; i < nodes; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < nodes; ++j) {
      const float value = a.values[i * nodes + j];
      if (!(value >= 0))
        refuse_model(file, "numbers of 0 and more in \"A\"", fmt::format("{}", value));
      sum += value;
      result[j * nodes + i] = value;
    }
    if (std::abs(sum - 1) > rounding) {
      refuse_model(file, fmt::format("a sum of 1 in row {} of \"A\"", i), fmt::format("{}", sum));
    }
  }
  if (!model.metadata.graph) return result;
  const std::vector<float>& known = model.metadata.graph->adjacency;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (std::abs(result[i] - known[i]) <= rounding) continue;
    const std::vector<std::string> labels = graph_labels(model.metadata);
    refuse_model(file,
                 fmt::format("the graph of {}: {} of {} at {}", model.name, known[i],
                             labels[i % nodes], labels[i / nodes]),
                 fmt::format("{}, so that the file has other labels", result[i]));
  }
  return result;
}

WordVectors read_vectors(const std::filesystem::path& embeddings,
                         const std::vector<std::string>& words) {
  const std::string name = embeddings.string();
  std::ifstream file(embeddings, std::ios::binary);
  std::vector<char> start(16);
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  if (!is_pytorch_file(std::as_bytes(std::span(start)))) {
    return read_word_vectors(embeddings, words);
  }
  const NamedTensors tensors = read_weights(embeddings);
  const auto entry = tensors.find(sole_tensor);
  if (entry == tensors.end() || entry->second.shape.size() != 2 ||
      entry->second.shape[0] != std::ssize(words)) {
    refuse_model(name, fmt::format("one tensor, {} words x numbers", words.size()),
                 "something else");
  }
  return {static_cast<int>(entry->second.shape[1]), entry->second.values};
}

NetworkGraph network_with_words(const PublishedModel& model, int word_size, int hidden) {
  NetworkGraph graph = make_network(model.network);
  // BReG-NeXt keeps its activation and its mean.
  if (model.network == "densenet-121") {
    graph = pool_features(std::move(graph), {.maximum = true, .last_activation = false});
  }
  std::vector<HeadLayout> heads;
  for (const HeadSpec& head : model.metadata.heads) {
    const int outputs = head.kind == HeadKind::affect ? 2 : static_cast<int>(head.labels.size());
    heads.push_back({.name = head.attribute, .outputs = outputs, .in_graph = true});
  }
  return attach_heads(std::move(graph), {}, heads, {.word_size = word_size, .hidden = hidden});
}

/// Without the prefix of the module that holds BReG-NeXt, and without its classifier.
void strip_module(NamedTensors& tensors) {
  constexpr std::string_view prefix = "model.";
  NamedTensors result;
  while (!tensors.empty()) {
    auto node = tensors.extract(tensors.begin());
    if (node.key().starts_with("model._fc0.")) continue;
    if (node.key().starts_with(prefix)) node.key().erase(0, prefix.size());
    result.insert(std::move(node));
  }
  tensors = std::move(result);
}

}  // namespace

models::Bytes import_graph_network(const std::filesystem::path& file, const PublishedModel& model,
                                   const std::filesystem::path& embeddings) {
  const std::string name = file.string();
  NamedTensors tensors = read_weights(file);
  strip_module(tensors);
  const std::vector<float> adjacency = adjacency_in(take(tensors, "A", name), model, name);
  const WordVectors vectors = read_vectors(embeddings, model.graph_words);
  const auto nodes = static_cast<std::int64_t>(model.graph_words.size());
  tensors["heads.graph.words"] = {{nodes, vectors.size}, vectors.values};
  tensors["heads.graph.adjacency"] = {{nodes, nodes}, adjacency};
  int hidden = 0;
  for (const char* layer : {"gc1.weight", "gc2.weight"}) {
    NamedTensor weight = take(tensors, layer, name);
    if (weight.shape.size() != 2)
      refuse_model(name, fmt::format("\"{}\" with rows and columns", layer), "another shape");
    if (hidden == 0) hidden = static_cast<int>(std::min<std::int64_t>(weight.shape[1], 65536));
    tensors[std::string("heads.graph.") + layer] = std::move(weight);
  }
  const NetworkGraph graph = network_with_words(model, vectors.size, hidden);
  const MatchedWeights matched = match_weights(parameters_of(graph), tensors, {}, name);
  const auto [folded, weights] = fold_graph(graph, matched.tensors);
  ModelMetadata metadata = model.metadata;
  LabelGraph about = metadata.graph.value_or(LabelGraph{});
  about.labels = graph_labels(metadata);
  about.words = model.graph_words;
  // What is known is the file's but for rounding, which the check allows for.
  if (about.adjacency.empty()) about.adjacency = adjacency;
  metadata.graph = std::move(about);
  return export_onnx(folded, weights, metadata);
}

}  // namespace mien::train
