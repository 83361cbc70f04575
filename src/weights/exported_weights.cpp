#include "weights/exported_weights.h"

#include <fmt/format.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "models/float16.h"
#include "models/graph/onnx_file.h"
#include "weights/insert_batch_norm.h"

namespace mien::train {

namespace {

// The suffix that the writer gives to weights of 16 bits.
constexpr std::string_view half_suffix = "/half";

std::optional<std::vector<float>> values_of(const onnx::TensorProto& proto) {
  const std::string& raw = proto.raw_data();
  std::vector<float> values;
  if (proto.data_type() == onnx::TensorProto::FLOAT16 && proto.has_raw_data()) {
    values.reserve(raw.size() / 2);
    for (std::size_t i = 0; i + 1 < raw.size(); i += 2) {
      std::uint16_t half = 0;
      std::memcpy(&half, raw.data() + i, sizeof half);
      values.push_back(models::float_from_half(half));
    }
  } else if (proto.data_type() == onnx::TensorProto::FLOAT && proto.has_raw_data()) {
    values.resize(raw.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), raw.data(), values.size() * sizeof(float));
  } else if (proto.data_type() == onnx::TensorProto::FLOAT) {
    values.assign(proto.float_data().begin(), proto.float_data().end());
  } else {
    return std::nullopt;
  }
  return values;
}

std::int64_t size_of(const std::vector<std::int64_t>& shape) {
  std::int64_t size = 1;
  for (const std::int64_t side : shape) size *= side;
  return size;
}

/// The constants of the file under the names of the network's parameters, of which they must have
/// the shapes; heads may have others.
NamedTensors constants_of(const onnx::GraphProto& graph, std::string_view name) {
  NamedTensors tensors;
  for (const onnx::TensorProto& proto : graph.initializer()) {
    std::optional<std::vector<float>> values = values_of(proto);
    if (!values) continue;
    const std::vector<std::int64_t> shape(proto.dims().begin(), proto.dims().end());
    if (size_of(shape) != std::ssize(*values)) {
      throw Error(ErrorCode::model, fmt::format("{}: \"{}\": expected {} numbers, found {}", name,
                                                proto.name(), size_of(shape), values->size()));
    }
    std::string key = proto.name();
    if (key.ends_with(half_suffix)) key.resize(key.size() - half_suffix.size());
    tensors.insert_or_assign(std::move(key), NamedTensor{shape, std::move(*values)});
  }
  return tensors;
}

/// Gives the weights of a file's convolutions the names that they have in the network, where the
/// file has lost them: PyTorch numbers those into which it folds a batch norm. They are told by
/// their order, if there are as many as in the network and all have the shapes that the network
/// has.
void name_convolutions(onnx::GraphProto& graph, const NetworkGraph& network) {
  std::vector<const Parameter*> needed;
  const std::vector<Parameter> parameters = parameters_of(network);
  for (const Parameter& parameter : parameters) {
    if (parameter.kind == ParameterKind::convolution_weight) needed.push_back(&parameter);
  }
  std::map<std::string, onnx::TensorProto*> tensors;
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) tensors[tensor.name()] = &tensor;
  std::vector<onnx::NodeProto*> convolutions;
  for (onnx::NodeProto& node : *graph.mutable_node()) {
    if (node.op_type() == "Conv" && node.input_size() >= 2) convolutions.push_back(&node);
  }
  if (convolutions.size() != needed.size()) return;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const auto entry = tensors.find(convolutions[i]->input(1));
    if (entry == tensors.end() || !std::ranges::equal(entry->second->dims(), needed[i]->shape)) {
      return;
    }
  }
  for (std::size_t i = 0; i < needed.size(); ++i) {
    onnx::NodeProto& node = *convolutions[i];
    const std::string layer = needed[i]->name.substr(0, needed[i]->name.rfind('.'));
    const auto rename = [&](int input, const char* part) {
      const auto entry = tensors.find(node.input(input));
      if (entry == tensors.end()) return;
      entry->second->set_name(layer + part);
      node.set_input(input, layer + part);
    };
    rename(1, ".weight");
    if (node.input_size() > 2) rename(2, ".bias");
  }
}

/// Whether the file has none of the names of the network's convolutions.
bool lacks_names(const onnx::GraphProto& graph, const NetworkGraph& network) {
  for (const Parameter& parameter : parameters_of(network)) {
    if (parameter.kind != ParameterKind::convolution_weight) continue;
    return std::ranges::none_of(graph.initializer(), [&](const onnx::TensorProto& tensor) {
      return tensor.name().starts_with(parameter.name);
    });
  }
  return false;
}

/// A convolution of the network and the batch norm that follows it.
struct FoldedPair {
  std::string convolution;
  std::string norm;
  double epsilon = 0;
};

std::vector<FoldedPair> folded_pairs(const NetworkGraph& graph) {
  std::vector<FoldedPair> pairs;
  for (const GraphOp& node : graph.nodes) {
    if (node.op != Op::batch_norm || node.inputs.front() < 0) continue;
    const GraphOp& before = graph.nodes[static_cast<std::size_t>(node.inputs.front())];
    if (before.op == Op::convolution) pairs.push_back({before.name, node.name, node.epsilon});
  }
  return pairs;
}

std::string output_of(const onnx::GraphProto& graph, const std::string& convolution,
                      std::string_view name) {
  for (const onnx::NodeProto& node : graph.node()) {
    if (node.op_type() == "Conv" && node.input_size() == 3 && node.output_size() == 1 &&
        node.input(1) == convolution + ".weight") {
      return node.output(0);
    }
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a convolution \"{}\" with weights and a bias, found none",
                          name, convolution));
}

}  // namespace

bool has_folded_norms(const NamedTensors& tensors, const NetworkGraph& graph) {
  const std::vector<FoldedPair> pairs = folded_pairs(graph);
  if (pairs.empty()) return false;
  const FoldedPair& first = pairs.front();
  return tensors.contains(first.convolution + ".bias") &&
         !tensors.contains(first.norm + ".running_mean");
}

NamedTensors read_exported_weights(std::span<const std::byte> onnx, std::string_view name,
                                   const NetworkGraph& graph, const BatchSource& next_batch) {
  onnx::ModelProto model = models::parse_onnx(onnx, name);
  if (lacks_names(model.graph(), graph)) name_convolutions(*model.mutable_graph(), graph);
  NamedTensors tensors = constants_of(model.graph(), name);
  if (!has_folded_norms(tensors, graph)) return tensors;
  const std::vector<FoldedPair> pairs = folded_pairs(graph);
  std::vector<std::string> outputs;
  outputs.reserve(pairs.size());
  for (const FoldedPair& pair : pairs) {
    outputs.push_back(output_of(model.graph(), pair.convolution, name));
  }
  const auto measured = measure_channels(onnx, name, outputs, next_batch);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const FoldedPair& pair = pairs[i];
    const auto kernel = tensors.find(pair.convolution + ".weight");
    const auto bias = tensors.find(pair.convolution + ".bias");
    if (kernel == tensors.end() || bias == tensors.end()) {
      throw Error(ErrorCode::model, fmt::format("{}: expected the weights and the bias of \"{}\", "
                                                "found none",
                                                name, pair.convolution));
    }
    const NamedTensor weights = kernel->second;
    const NamedTensor shift = bias->second;
    tensors.erase(bias);
    NamedTensors inserted;
    insert_batch_norm(inserted, pair.convolution, weights, shift.values, measured.at(outputs[i]),
                      pair.epsilon, KernelScale::fan_in);
    const std::string prefix = pair.convolution + "_bn.";
    for (auto& [key, tensor] : inserted) {
      tensors.insert_or_assign(
          key.starts_with(prefix) ? pair.norm + key.substr(prefix.size() - 1) : key,
          std::move(tensor));
    }
  }
  return tensors;
}

}  // namespace mien::train
