#include "models/graph/onnx_file.h"

#include <fmt/format.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <string>

#include "mien/core/error.h"
#include "models/onnx_schema/isolated_schema.h"

namespace mien::models {

namespace {

void refuse_external_data(const onnx::TensorProto& tensor, std::string_view name) {
  if (tensor.data_location() != onnx::TensorProto::EXTERNAL && tensor.external_data_size() == 0) {
    return;
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected weights inside the file, found \"{}\" in another file",
                          name, tensor.name()));
}

void refuse_external_data(const onnx::SparseTensorProto& tensor, std::string_view name) {
  refuse_external_data(tensor.values(), name);
  refuse_external_data(tensor.indices(), name);
}

void refuse_external_data(const onnx::GraphProto& graph, std::string_view name);

/// Tensors lie in the attributes of nodes, too, and in graphs that are attributes (branches,
/// loops).
void refuse_external_data(const onnx::NodeProto& node, std::string_view name) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    refuse_external_data(attribute.t(), name);
    refuse_external_data(attribute.sparse_tensor(), name);
    refuse_external_data(attribute.g(), name);
    for (const auto& tensor : attribute.tensors()) refuse_external_data(tensor, name);
    for (const auto& tensor : attribute.sparse_tensors()) refuse_external_data(tensor, name);
    for (const auto& graph : attribute.graphs()) refuse_external_data(graph, name);
  }
}

void refuse_external_data(const onnx::GraphProto& graph, std::string_view name) {
  for (const auto& tensor : graph.initializer()) refuse_external_data(tensor, name);
  for (const auto& tensor : graph.sparse_initializer()) refuse_external_data(tensor, name);
  for (const onnx::NodeProto& node : graph.node()) refuse_external_data(node, name);
}

void refuse_external_data(const onnx::ModelProto& model, std::string_view name) {
  refuse_external_data(model.graph(), name);
  for (const onnx::TrainingInfoProto& training : model.training_info()) {
    refuse_external_data(training.initialization(), name);
    refuse_external_data(training.algorithm(), name);
  }
  for (const onnx::FunctionProto& function : model.functions()) {
    for (const onnx::NodeProto& node : function.node()) refuse_external_data(node, name);
  }
}

}  // namespace

onnx::ModelProto parse_onnx(std::span<const std::byte> bytes, std::string_view name) {
  onnx::ModelProto model;
  if (bytes.size() > max_model_bytes ||
      !model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !model.has_graph()) {
    throw Error(ErrorCode::model, fmt::format("{}: expected an .onnx file", name));
  }
  refuse_external_data(model, name);
  return model;
}

void check_onnx(const onnx::ModelProto& model, std::string_view name) {
  std::string reason = schema_fault(model);
  if (reason.empty()) {
    onnx::ModelProto inferred = model;
    reason = add_shapes(inferred);
  }
  if (reason.empty()) return;
  std::ranges::replace(reason, '\n', ' ');
  throw Error(ErrorCode::model, fmt::format("{}: not a valid ONNX model: {}", name, reason));
}

void set_metadata(onnx::ModelProto& model, std::string_view metadata) {
  auto* properties = model.mutable_metadata_props();
  for (int i = properties->size(); i-- > 0;) {
    if (properties->Get(i).key() == ModelMetadata::key) properties->DeleteSubrange(i, 1);
  }
  if (metadata.empty()) return;
  onnx::StringStringEntryProto* entry = properties->Add();
  entry->set_key(std::string(ModelMetadata::key));
  entry->set_value(std::string(metadata));
}

ModelMetadata metadata_of(const onnx::ModelProto& model, std::string_view name) {
  for (const onnx::StringStringEntryProto& property : model.metadata_props()) {
    if (property.key() != ModelMetadata::key) continue;
    return parse_metadata(property.value(), fmt::format("{}: metadata", name));
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected an .onnx with mien's metadata, found none", name));
}

Bytes serialise_onnx(const onnx::ModelProto& model) {
  const std::size_t size = model.ByteSizeLong();
  if (size > max_model_bytes) {
    throw Error(ErrorCode::model, fmt::format("expected a model of at most {} bytes, found {}",
                                              max_model_bytes, size));
  }
  Bytes bytes(size);
  google::protobuf::io::ArrayOutputStream array(bytes.data(), static_cast<int>(size));
  google::protobuf::io::CodedOutputStream stream(&array);
  stream.SetSerializationDeterministic(true);
  model.SerializeWithCachedSizes(&stream);
  return bytes;
}

}  // namespace mien::models
