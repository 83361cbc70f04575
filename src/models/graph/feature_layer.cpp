#include "models/graph/feature_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "mien/core/error.h"
#include "mien/nn/metadata.h"
#include "models/graph/onnx_file.h"

namespace mien::models {

namespace {

using Producers = std::map<std::string, const onnx::NodeProto*>;

Producers producers_of(const onnx::GraphProto& graph) {
  Producers producers;
  for (const onnx::NodeProto& node : graph.node()) {
    for (const std::string& output : node.output()) producers[output] = &node;
  }
  return producers;
}

/// The input of the last fully connected layer before `output`; empty if there is none.
std::string penultimate(const Producers& producers, std::string output) {
  // Operations that keep one number a class.
  const std::set<std::string> passed = {"Softmax", "Sigmoid", "Identity", "Add",
                                        "Mul",     "Div",     "Cast",     "LogSoftmax"};
  for (std::size_t steps = 0; steps <= producers.size(); ++steps) {
    const auto entry = producers.find(output);
    if (entry == producers.end() || entry->second->input_size() == 0) return "";
    const onnx::NodeProto& node = *entry->second;
    if (node.op_type() == "Gemm" || node.op_type() == "MatMul") return node.input(0);
    if (!passed.contains(node.op_type())) return "";
    output = node.input(0);
  }
  return "";
}

std::string chosen_layer(const ModelMetadata& metadata, const Producers& producers,
                         std::string_view name) {
  for (const HeadSpec& head : metadata.heads) {
    if (head.kind == HeadKind::identity) return head.output;
  }
  const std::string output = metadata.heads.empty() ? "" : metadata.heads.front().output;
  std::string layer = penultimate(producers, output);
  if (layer.empty()) {
    throw Error(ErrorCode::model,
                fmt::format("{}: expected an identity head, or a fully connected layer that leads "
                            "to the output \"{}\", found neither; name the tensor of the features",
                            name, output));
  }
  return layer;
}

}  // namespace

FeatureNetwork feature_network(std::span<const std::byte> onnx, std::string_view name,
                               const std::string& layer) {
  onnx::ModelProto model = parse_onnx(onnx, name);
  ModelMetadata metadata = metadata_of(model, name);
  const Producers producers = producers_of(model.graph());
  FeatureNetwork result;
  result.layer = layer.empty() ? chosen_layer(metadata, producers, name) : layer;
  if (!producers.contains(result.layer)) {
    throw Error(ErrorCode::usage, fmt::format("{}: expected the name of a tensor that the network "
                                              "computes, found \"{}\"",
                                              name, result.layer));
  }
  result.identity = std::ranges::any_of(metadata.heads, [&](const HeadSpec& head) {
    return head.kind == HeadKind::identity && head.output == result.layer;
  });

  onnx::GraphProto& graph = *model.mutable_graph();
  const auto is_feature = [&](const onnx::ValueInfoProto& v) { return v.name() == result.layer; };
  onnx::ValueInfoProto output;
  output.set_name(result.layer);
  output.mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::FLOAT);
  const auto match = std::ranges::find_if(graph.output(), is_feature);
  if (match != graph.output().end()) output = *match;
  graph.clear_output();
  *graph.add_output() = output;
  auto* infos = graph.mutable_value_info();
  for (int i = infos->size(); i-- > 0;) {
    if (is_feature(infos->Get(i))) infos->DeleteSubrange(i, 1);
  }

  if (result.identity) metadata.crop = identity_crop(metadata);
  HeadSpec head;
  head.output = result.layer;
  head.attribute = "identity";
  head.kind = HeadKind::identity;
  metadata.heads = {head};
  metadata.scores.clear();
  set_metadata(model, format_metadata(metadata));
  result.onnx = serialise_onnx(model);
  return result;
}

}  // namespace mien::models
