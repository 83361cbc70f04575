#include "published/import_published.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "networks/export_onnx.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "nn/refuse_model.h"
#include "published/import_graph_network.h"
#include "published/import_onnx.h"
#include "weights/load_weights.h"
#include "weights/match_weights.h"

namespace mien::train {

namespace {

NetworkGraph network_with_layers(const PublishedModel& model) {
  NetworkGraph graph = make_network(model.network);
  std::vector<HiddenLayout> hidden;
  std::vector<HeadLayout> heads;
  for (const PublishedLayer& layer : model.layers) {
    const std::string from = layer.from.empty() ? std::string(features_name) : layer.from;
    if (layer.attribute.empty()) {
      hidden.push_back({.name = layer.name, .from = from, .size = layer.outputs});
    } else {
      heads.push_back({.name = layer.attribute, .outputs = layer.outputs, .from = from});
    }
  }
  if (heads.empty()) return graph;
  return attach_heads(std::move(graph), hidden, heads);
}

void check_outputs(const NamedTensor& tensor, int outputs, const std::string& name,
                   const std::string& file) {
  if (!tensor.shape.empty() && tensor.shape[0] == outputs) return;
  refuse_model(file, fmt::format("{} outputs of \"{}\"", outputs, name),
               tensor.shape.empty() ? "a scalar" : std::to_string(tensor.shape[0]));
}

/// Gives the layers behind the features the names that mien's network has for them.
void rename_layers(NamedTensors& tensors, const PublishedModel& model, const std::string& file) {
  for (const PublishedLayer& layer : model.layers) {
    const std::string target = "heads." + (layer.attribute.empty() ? layer.name : layer.attribute);
    for (const char* part : {".weight", ".bias"}) {
      auto node = tensors.extract(layer.name + part);
      if (node.empty()) node = tensors.extract(layer.name + ".0" + part);
      if (node.empty()) {
        refuse_model(file, fmt::format("the layer \"{}\" of {}", layer.name, model.name), "none");
      }
      check_outputs(node.mapped(), layer.outputs, node.key(), file);
      node.key() = target + part;
      tensors.insert(std::move(node));
    }
  }
}

}  // namespace

models::Bytes import_published(const std::filesystem::path& file, const PublishedModel& model,
                               const std::filesystem::path& embeddings) {
  const std::string name = file.string();
  if (model.graph_words.empty() != embeddings.empty()) {
    throw Error(
        ErrorCode::usage,
        embeddings.empty()
            ? fmt::format("{}: expected the word vectors of its graph, "
                          "which the file does not hold, found none",
                          name)
            : fmt::format("{}: expected no word vectors, since {} has no graph over labels, "
                          "found {}",
                          name, model.name, embeddings.string()));
  }
  if (!model.graph_words.empty()) return import_graph_network(file, model, embeddings);
  const models::Bytes bytes = models::read_file(file);
  if (is_onnx(bytes)) return import_onnx(bytes, model, name);
  if (model.network.empty()) {
    refuse_model(name,
                 fmt::format("an .onnx, since the network of {} is not one of mien's", model.name),
                 "another file");
  }
  NamedTensors tensors = read_weights(file);
  rename_layers(tensors, model, name);
  const NetworkGraph graph = network_with_layers(model);
  // An identity network may come with the classifier that it was trained with.
  const MatchRules rules = model.layers.empty() ? without_heads(graph) : MatchRules{};
  const MatchedWeights matched = match_weights(parameters_of(graph), tensors, rules, name);
  ModelMetadata metadata = model.metadata;
  // The author's PyTorch code resizes with Pillow, his code for .onnx and Keras with OpenCV.
  if (std::ranges::find(model.endings, ".pt") != model.endings.end()) {
    metadata.input.resize = ResizeRule::antialias;
  }
  return export_onnx(graph, matched.tensors, metadata);
}

}  // namespace mien::train
