#include "train/run/initial_network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/random.h"
#include "dataset/batch_loader.h"
#include "mien/core/error.h"
#include "models/bytes.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "weights/exported_weights.h"
#include "weights/load_weights.h"
#include "weights/paper_mobilenet.h"

namespace mien::train {

namespace {

constexpr std::string_view paper_network = "faceres-deep";
constexpr std::size_t calibration_pictures = 512;
constexpr std::size_t calibration_batch = 64;

std::uint64_t key_of(std::string_view name) {
  std::uint64_t key = 0xCBF29CE484222325U;  // FNV-1a
  for (const char letter : name) {
    key = (key ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
  }
  return key;
}

NamedTensor random_tensor(const Parameter& parameter, std::uint64_t seed) {
  NamedTensor tensor{parameter.shape, std::vector<float>(parameter.size())};
  Random random{seed, key_of(parameter.name)};
  switch (parameter.kind) {
    case ParameterKind::convolution_weight: {
      const double deviation = std::sqrt(2.0 / static_cast<double>(parameter.fan_out));
      for (float& value : tensor.values) value = static_cast<float>(random.normal() * deviation);
      break;
    }
    case ParameterKind::linear_weight: {
      const double bound = 1 / std::sqrt(static_cast<double>(parameter.fan_in));
      for (float& value : tensor.values) value = static_cast<float>(random.uniform(-bound, bound));
      break;
    }
    case ParameterKind::graph_first:
    case ParameterKind::graph_second: {
      const double bound = 1 / std::sqrt(static_cast<double>(parameter.fan_out));
      for (float& value : tensor.values) value = static_cast<float>(random.uniform(-bound, bound));
      break;
    }
    case ParameterKind::norm_scale:
    case ParameterKind::running_var:
    case ParameterKind::gain:
    case ParameterKind::slope:
    case ParameterKind::bound:
      std::fill(tensor.values.begin(), tensor.values.end(), 1.0F);
      break;
    case ParameterKind::bias:
    case ParameterKind::norm_shift:
    case ParameterKind::running_mean:
    case ParameterKind::graph_words:
    case ParameterKind::graph_adjacency:
    case ParameterKind::scalar:  // a residual block begins as its shortcut
      break;
  }
  return tensor;
}

// Typical pictures in the network's input size, channels first.
BatchSource calibration_batches(const Recipe& recipe, const dataset::EncodedPictures& pictures) {
  dataset::LoaderOptions options;
  options.input = recipe.input;
  options.crop = recipe.crop;
  options.seed = recipe.seed;
  options.batch_size = calibration_batch;
  options.max_corrupt_share = recipe.max_corrupt_share;
  auto loader = std::make_shared<dataset::BatchLoader>(pictures, options);
  loader->start_epoch(0);
  const InputSpec input = recipe.input;
  return [loader, input, seen = std::size_t{0}]() mutable -> std::optional<Tensor> {
    if (seen >= calibration_pictures) return std::nullopt;
    const std::optional<dataset::Batch> batch = loader->next();
    if (!batch) return std::nullopt;
    const std::size_t count = batch->samples.size();
    seen += count;
    const std::size_t plane = static_cast<std::size_t>(input.width) * input.height;
    Tensor tensor{{static_cast<std::int64_t>(count), 3, input.height, input.width},
                  std::vector<float>(batch->pixels.size())};
    for (std::size_t i = 0; i < count * plane; ++i) {
      for (std::size_t channel = 0; channel < 3; ++channel) {
        tensor.data[(i / plane * 3 + channel) * plane + i % plane] = batch->pixels[i * 3 + channel];
      }
    }
    return tensor;
  };
}

bool is_onnx(const std::string& weights) { return weights.ends_with(".onnx"); }

bool is_catalogue_model(const std::string& weights) {
  return weights.find('/') == std::string::npos && weights.find('.') == std::string::npos;
}

NamedTensors stored_weights(const Recipe& recipe, const NetworkGraph& graph,
                            const dataset::EncodedPictures& pictures) {
  const std::string& weights = recipe.network.weights;
  if (weights == paper_network) {
    return import_paper_mobilenet(ModelStore().load(weights), weights,
                                  calibration_batches(recipe, pictures));
  }
  if (is_catalogue_model(weights)) {
    return read_exported_weights(ModelStore().load(weights), weights, graph,
                                 calibration_batches(recipe, pictures));
  }
  if (is_onnx(weights)) {
    return read_exported_weights(models::read_file(weights), weights, graph,
                                 calibration_batches(recipe, pictures));
  }
  return read_weights(weights);
}

// What the base lacks would start at random, which is seldom meant and hard to notice.
void check_base(const Recipe& recipe, const std::vector<std::string>& random) {
  if (recipe.network.allow_missing) return;
  std::vector<std::string> missing;
  for (const std::string& name : random) {
    if (!name.starts_with("heads.")) missing.push_back(name);
  }
  if (missing.empty()) return;
  constexpr std::size_t named = 3;
  const std::size_t count = missing.size();
  missing.resize(std::min(count, named));
  throw Error(ErrorCode::model,
              fmt::format("{}: expected all weights of {}, found none for {} tensors ({}{}); with "
                          "allow_missing = true in [network] they start at random",
                          recipe.network.weights, recipe.network.architecture, count,
                          fmt::join(missing, ", "), count > named ? ", ..." : ""));
}

}  // namespace

NetworkGraph graph_of(const Recipe& recipe, const std::vector<int>& identities,
                      const std::vector<FeatureTeacher>& teachers, int word_size) {
  NetworkGraph graph = pool_features(
      make_network(recipe.network.architecture,
                   {.dropout = recipe.network.dropout, .drop_path = recipe.network.drop_path}),
      recipe.network.features);
  for (GraphOp& node : graph.nodes) {
    if (node.op == Op::batch_norm) node.momentum = recipe.network.momentum;
  }
  std::vector<HiddenLayout> hidden;
  for (const HiddenRecipe& layer : recipe.hidden) {
    hidden.push_back({layer.name, layer.from, layer.size, layer.dropout});
  }
  std::vector<HeadLayout> heads;
  for (std::size_t i = 0; i < recipe.heads.size(); ++i) {
    const HeadRecipe& head = recipe.heads[i];
    int outputs = 1;
    if (head.kind == dataset::TargetKind::classes) outputs = static_cast<int>(head.labels.size());
    if (head.kind == dataset::TargetKind::age) outputs = head.age_count;
    if (head.kind == dataset::TargetKind::affect) outputs = 2;
    if (head.kind == dataset::TargetKind::identity) outputs = identities[i];
    const bool in_graph =
        recipe.graph && std::ranges::count(recipe.graph->heads, head.attribute) > 0;
    heads.push_back({head.attribute, outputs, head.from, head.bias, in_graph});
  }
  for (const FeatureTeacher& teacher : teachers) {
    heads.push_back({teacher.name, teacher.size, "features"});
  }
  const LabelGraphLayout layout{.name = std::string(graph_layer),
                                .word_size = word_size,
                                .hidden = recipe.graph ? recipe.graph->hidden : 0};
  return attach_heads(std::move(graph), hidden, heads, layout);
}

NamedTensors random_weights(const NetworkGraph& graph, std::uint64_t seed) {
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    tensors.emplace(parameter.name, random_tensor(parameter, seed));
  }
  return tensors;
}

namespace {

// The weights, but for what a label graph is made of.
InitialWeights base_weights(const Recipe& recipe, const NetworkGraph& graph,
                            const dataset::EncodedPictures& pictures) {
  InitialWeights result{random_weights(graph, recipe.seed), {}};
  if (recipe.network.weights == "random") {
    for (const auto& [name, tensor] : result.tensors) result.random.push_back(name);
    return result;
  }
  NamedTensors stored = stored_weights(recipe, graph, pictures);
  std::size_t taken = 0;
  for (auto& [name, tensor] : result.tensors) {
    const auto entry = stored.find(name);
    // A head of another size, such as for other classes, starts anew; a base must fit.
    const bool another_head =
        entry != stored.end() && name.starts_with("heads.") && entry->second.shape != tensor.shape;
    if (entry == stored.end() || another_head) {
      result.random.push_back(name);
    } else {
      tensor = std::move(entry->second);
      ++taken;
    }
  }
  if (taken == 0) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected weights of {} by their names, found none",
                            recipe.network.weights, recipe.network.architecture));
  }
  check_base(recipe, result.random);
  return result;
}

}  // namespace

InitialWeights initial_weights(const Recipe& recipe, const NetworkGraph& graph,
                               const dataset::EncodedPictures& pictures,
                               const std::optional<GraphConstants>& label_graph) {
  InitialWeights result = base_weights(recipe, graph, pictures);
  if (label_graph) set_constants(result.tensors, *label_graph);
  return result;
}

}  // namespace mien::train
