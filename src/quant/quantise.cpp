#include "quant/quantise.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/utf8.h"
#include "mien/core/error.h"
#include "models/graph/onnx_file.h"
#include "models/onnx_schema/isolated_schema.h"
#include "nn/refuse_model.h"
#include "quant/conv_layers.h"
#include "quant/equalise.h"
#include "quant/int8_weights.h"
#include "quant/qdq_graph.h"
#include "quant/stored_weights.h"
#include "quant/watch.h"

namespace mien::quant {

namespace {

constexpr std::int64_t least_operator_set = 13;  // the first with a scale for each channel

bool has_nested_graphs(const onnx::NodeProto& node) {
  return std::ranges::any_of(node.attribute(), [](const onnx::AttributeProto& attribute) {
    return attribute.has_g() || attribute.graphs_size() > 0;
  });
}

void check_plain(const onnx::ModelProto& model, std::string_view name) {
  const onnx::GraphProto& graph = model.graph();
  if (model.functions_size() > 0 || graph.sparse_initializer_size() > 0 ||
      std::ranges::any_of(graph.node(), has_nested_graphs)) {
    refuse_model(
        name,
        "expected a network without functions, sparse weights and nested graphs to quantize, "
        "found one with them");
  }
  for (const onnx::NodeProto& node : graph.node()) {
    if (!std::ranges::all_of(node.output(), [](const auto& value) { return is_utf8(value); })) {
      refuse_model(name, "expected names of values in UTF-8, found others");
    }
    if (node.op_type().find("QuantizeLinear") == std::string::npos &&
        node.op_type().find("QLinear") == std::string::npos) {
      continue;
    }
    refuse_model(name,
                 fmt::format("expected a network of floats to quantize, found one that has {}",
                             node.op_type()));
  }
  for (const onnx::OperatorSetIdProto& set : model.opset_import()) {
    if (!set.domain().empty() || set.version() >= least_operator_set) continue;
    refuse_model(name,
                 fmt::format("expected operator set {} of ONNX or later to quantize, found {}",
                             least_operator_set, set.version()));
  }
}

void infer_shapes(onnx::ModelProto& model, std::string_view name) {
  const std::string reason = models::add_shapes(model);
  if (!reason.empty()) refuse_model(name, "expected shapes that fit each other: " + reason);
}

/// Tensors that one node alone takes and that are no output.
std::set<std::string> sole_tensors(const onnx::GraphProto& graph) {
  std::map<std::string, int> counts;
  for (const onnx::NodeProto& node : graph.node()) {
    for (const std::string& input : node.input()) ++counts[input];
  }
  for (const onnx::ValueInfoProto& output : graph.output()) counts[output.name()] += 2;
  std::set<std::string> sole;
  for (const auto& [name, count] : counts) {
    if (count == 1) sole.insert(name);
  }
  return sole;
}

class Quantiser {
 public:
  Quantiser(std::span<const std::byte> onnx, std::string_view name, std::span<const Image> pictures,
            const QuantiseOptions& options)
      : name_(name), pictures_(pictures), options_(options) {
    model_ = models::parse_onnx(onnx, name);
    models::check_onnx(model_, name);
    check_plain(model_, name);
    metadata_ = models::metadata_of(model_, name);
    if (metadata_.input.width == 0 || metadata_.input.height == 0) {
      refuse_model(name,
                   "\"input.width\": expected a fixed size for a network to quantize, found 0");
    }
    if (pictures.empty()) {
      throw Error(ErrorCode::usage,
                  fmt::format("{}: expected pictures to quantize by, found none", name));
    }
  }

  QuantisedModel run() {
    onnx::GraphProto& graph = *model_.mutable_graph();
    std::set<std::string> halves = widen_weights(graph);
    infer_shapes(model_, name_);
    layers_ = find_conv_layers(graph);
    for (const ConvLayer& layer : layers_) {
      if (!is_rounded(layer)) {
        ++result_.float_layers;
        continue;
      }
      ++result_.layers;
      tensors_.insert(layer.input);
      tensors_.insert(layer.output);
    }
    if (result_.layers == 0) {
      refuse_model(name_,
                   fmt::format("expected convolutions with weights of their own to quantize, found "
                               "none besides the {} that stay in floats",
                               result_.float_layers));
    }
    Statistics statistics = seen_statistics();
    if (options_.equalise) {
      result_.equalised = equalise(layers_, statistics, sole_tensors(graph));
      store_weights(graph, layers_);
    }
    const std::map<std::string, Affine> affines = chosen_affines(statistics);
    std::vector<RoundedLayer> rounded;
    for (const ConvLayer& layer : layers_) {
      halves.erase(graph.node(layer.node).input(1));
      if (!is_rounded(layer)) continue;
      const float scale = affines.at(layer.input).scale;
      RoundedLayer layer_rounded{layer, round_weights(layer, scale)};
      if (options_.correct_bias) {
        const std::vector<double> errors =
            mean_errors(layer, layer_rounded.rounded, statistics.at(layer.input));
        round_bias(layer_rounded.rounded, layer.bias, errors, scale);
      }
      rounded.push_back(std::move(layer_rounded));
    }
    write_qdq(graph, rounded, affines);
    narrow_weights(graph, halves);
    models::check_onnx(model_, name_);
    result_.onnx = models::serialise_onnx(model_);
    return std::move(result_);
  }

 private:
  [[nodiscard]] bool is_rounded(const ConvLayer& layer) const {
    return !layer.single && (options_.first_layer || !layer.first);
  }

  void look(const std::function<void(const WatchedValues&)>& take) {
    WatchOptions watching;
    watching.threads = options_.threads;
    watching.stop = options_.stop;
    watching.progress = [&](std::size_t pictures) {
      done_ += pictures;
      if (options_.progress) options_.progress(done_, 2 * pictures_.size());
    };
    watch(model_, metadata_, tensors_, pictures_, watching, take);
  }

  Statistics seen_statistics() {
    std::map<std::string, TensorStatistics, std::less<>> collected;
    look([&](const WatchedValues& values) { collected[std::string(values.name)].add(values); });
    Statistics statistics;
    for (const auto& [name, tensor] : collected) statistics[name] = tensor.channels();
    return statistics;
  }

  std::map<std::string, Affine> chosen_affines(const Statistics& statistics) {
    std::map<std::string, Histogram, std::less<>> histograms;
    for (const auto& [name, channels] : statistics) histograms.emplace(name, range_of(channels));
    look([&](const WatchedValues& values) {
      histograms.find(values.name)->second.add(values.values);
    });
    std::map<std::string, Affine> affines;
    for (const auto& [name, histogram] : histograms) {
      affines[name] = affine_of(choose_range(histogram, options_.ranges, options_.percentile));
    }
    return affines;
  }

  std::string name_;
  std::span<const Image> pictures_;
  const QuantiseOptions& options_;
  onnx::ModelProto model_;
  ModelMetadata metadata_;
  std::vector<ConvLayer> layers_;
  std::set<std::string> tensors_;
  std::size_t done_ = 0;
  QuantisedModel result_;
};

}  // namespace

QuantisedModel quantise(std::span<const std::byte> onnx, std::string_view name,
                        std::span<const Image> pictures, const QuantiseOptions& options) {
  return Quantiser(onnx, name, pictures, options).run();
}

}  // namespace mien::quant
