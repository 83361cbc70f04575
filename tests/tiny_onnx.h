#pragma once

#include <onnx/onnx_pb.h>

#include <cstddef>
#include <string>
#include <vector>

#include "mien/nn/metadata.h"

namespace mien {

/// A network without weights for tests: input "pixels" [-1, 3, side, side], output "means" [-1, 3],
/// the mean of each channel.
/// @param metadata JSON for the key "mien"; empty writes none
inline std::vector<std::byte> tiny_onnx(int side, const std::string& metadata) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  model.add_opset_import()->set_version(13);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("tiny");
  onnx::NodeProto& node = *graph.add_node();
  node.set_op_type("ReduceMean");
  node.add_input("pixels");
  node.add_output("means");
  onnx::AttributeProto& axes = *node.add_attribute();
  axes.set_name("axes");
  axes.set_type(onnx::AttributeProto::INTS);
  axes.add_ints(2);
  axes.add_ints(3);
  onnx::AttributeProto& keep = *node.add_attribute();
  keep.set_name("keepdims");
  keep.set_type(onnx::AttributeProto::INT);
  keep.set_i(0);
  const auto describe = [](onnx::ValueInfoProto& value, const std::string& name,
                           const std::vector<int>& shape) {
    value.set_name(name);
    auto& tensor = *value.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    tensor.mutable_shape()->add_dim()->set_dim_param("N");
    for (const int dimension : shape) tensor.mutable_shape()->add_dim()->set_dim_value(dimension);
  };
  describe(*graph.add_input(), "pixels", {3, side, side});
  describe(*graph.add_output(), "means", {3});
  if (!metadata.empty()) {
    auto& property = *model.add_metadata_props();
    property.set_key(std::string(ModelMetadata::key));
    property.set_value(metadata);
  }
  const std::string text = model.SerializeAsString();
  const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
  return {bytes, bytes + text.size()};
}

/// Metadata for `tiny_onnx` with one emotion head: red is anger, green neutral, blue happiness.
inline ModelMetadata tiny_metadata(int side) {
  ModelMetadata metadata;
  metadata.id = "tiny";
  metadata.task = "emotion";
  metadata.licence = "CC0-1.0";
  metadata.data_terms = "no data";
  metadata.input.width = side;
  metadata.input.height = side;
  metadata.input.mean = {0, 0, 0};
  metadata.input.scale = {1.0F / 255, 1.0F / 255, 1.0F / 255};
  HeadSpec head;
  head.output = "means";
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.activation = Activation::softmax;
  head.labels = {"anger", "neutral", "happiness"};
  metadata.heads = {head};
  return metadata;
}

}  // namespace mien
