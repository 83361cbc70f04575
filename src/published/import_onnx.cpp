#include "published/import_onnx.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "mien/core/error.h"
#include "models/graph/onnx_file.h"
#include "nn/refuse_model.h"

namespace mien::train {

namespace {

/// The lengths of the axes; -1 for any length.
std::vector<std::int64_t> shape_of(const onnx::ValueInfoProto& value) {
  std::vector<std::int64_t> shape;
  for (const auto& axis : value.type().tensor_type().shape().dim()) {
    shape.push_back(axis.has_dim_value() ? axis.dim_value() : -1);
  }
  return shape;
}

/// Whether a value is of floats and has this shape; the batch must be free, since mien runs any
/// number of faces at once.
void check_value(const onnx::ValueInfoProto& value, const std::vector<std::int64_t>& expected,
                 std::string_view description, const std::string& name) {
  const std::vector<std::int64_t> shape = shape_of(value);
  bool fits = shape.size() == expected.size() &&
              value.type().tensor_type().elem_type() == onnx::TensorProto::FLOAT;
  for (std::size_t i = 0; fits && i < shape.size(); ++i) {
    fits = shape[i] == expected[i] || (i > 0 && shape[i] == -1);
  }
  if (fits) return;
  refuse_model(name,
               fmt::format("{} \"{}\" of floats [{}], with -1 for any length", description,
                           value.name(), fmt::join(expected, ", ")),
               fmt::format("[{}]", fmt::join(shape, ", ")));
}

/// Older files list their weights among the inputs.
const onnx::ValueInfoProto& picture_of(const onnx::GraphProto& graph, const std::string& name) {
  std::set<std::string_view> weights;
  for (const onnx::TensorProto& tensor : graph.initializer()) weights.insert(tensor.name());
  const onnx::ValueInfoProto* picture = nullptr;
  int count = 0;
  for (const onnx::ValueInfoProto& input : graph.input()) {
    if (weights.contains(input.name())) continue;
    picture = &input;
    ++count;
  }
  if (count != 1) refuse_model(name, "one input, the picture", std::to_string(count));
  return *picture;
}

bool is_softmax(const onnx::GraphProto& graph, const std::string& output) {
  return std::ranges::any_of(graph.node(), [&](const onnx::NodeProto& node) {
    return node.op_type() == "Softmax" && node.output_size() == 1 && node.output(0) == output;
  });
}

}  // namespace

bool is_onnx(std::span<const std::byte> bytes) {
  // The first field is the version of the format.
  constexpr std::byte version_field{0x08};
  return !bytes.empty() && bytes.front() == version_field;
}

models::Bytes import_onnx(std::span<const std::byte> bytes, const PublishedModel& model,
                          const std::string& name) {
  ModelMetadata metadata = model.metadata;
  if (metadata.heads.empty() || model.layers.size() != 1) {
    refuse_model(name, fmt::format("weights of {}, which go into a network of mien's", model.name),
                 "an .onnx");
  }
  onnx::ModelProto proto = models::parse_onnx(bytes, name);
  models::check_onnx(proto, name);
  onnx::GraphProto& graph = *proto.mutable_graph();
  const InputSpec& input = metadata.input;
  check_value(picture_of(graph, name), {-1, 3, input.height, input.width}, "an input", name);
  if (graph.output_size() != 1)
    refuse_model(name, "one output", std::to_string(graph.output_size()));
  const PublishedLayer& layer = model.layers.front();
  check_value(graph.output(0), {-1, layer.outputs}, "an output", name);

  const bool softmax = is_softmax(graph, graph.output(0).name());
  if (softmax && metadata.heads.size() > 1) {
    refuse_model(name, "scores before a softmax", "probabilities of classes and other numbers");
  }
  for (HeadSpec& head : metadata.heads) {
    if (softmax) head.activation = Activation::none;
    head.output = graph.output(0).name();
  }
  models::set_metadata(proto, format_metadata(metadata));
  models::check_onnx(proto, name);
  return models::serialise_onnx(proto);
}

}  // namespace mien::train
