#include "quant/stored_weights.h"

#include <cstdint>
#include <map>
#include <vector>

#include "models/float16.h"
#include "quant/tensor_values.h"

namespace mien::quant {

namespace {

std::vector<std::int64_t> shape_of(const onnx::TensorProto& tensor) {
  return {tensor.dims().begin(), tensor.dims().end()};
}

bool casts_to_float(const onnx::NodeProto& node) {
  if (node.op_type() != "Cast" || node.input_size() != 1 || node.output_size() != 1) return false;
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == "to") return attribute.i() == onnx::TensorProto::FLOAT;
  }
  return false;
}

onnx::NodeProto cast_node(const std::string& from, const std::string& to) {
  onnx::NodeProto node;
  node.set_op_type("Cast");
  node.add_input(from);
  node.add_output(to);
  onnx::AttributeProto& attribute = *node.add_attribute();
  attribute.set_name("to");
  attribute.set_type(onnx::AttributeProto::INT);
  attribute.set_i(onnx::TensorProto::FLOAT);
  return node;
}

}  // namespace

std::set<std::string> widen_weights(onnx::GraphProto& graph) {
  std::map<std::string, onnx::TensorProto> halves;
  for (const onnx::TensorProto& tensor : graph.initializer()) {
    if (tensor.data_type() == onnx::TensorProto::FLOAT16) halves[tensor.name()] = tensor;
  }
  std::set<std::string> widened;
  google::protobuf::RepeatedPtrField<onnx::NodeProto> kept;
  for (const onnx::NodeProto& node : graph.node()) {
    const auto half = casts_to_float(node) ? halves.find(node.input(0)) : halves.end();
    if (half == halves.end()) {
      *kept.Add() = node;
      continue;
    }
    *graph.add_initializer() =
        float_tensor(node.output(0), shape_of(half->second), floats_of(half->second));
    widened.insert(node.output(0));
  }
  graph.mutable_node()->Swap(&kept);
  drop_unused_weights(graph);
  return widened;
}

void narrow_weights(onnx::GraphProto& graph, const std::set<std::string>& names) {
  google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
    if (!names.contains(tensor.name()) || tensor.data_type() != onnx::TensorProto::FLOAT) continue;
    std::vector<std::uint16_t> halves;
    for (const float value : floats_of(tensor)) halves.push_back(models::half_from_float(value));
    const std::string name = tensor.name();
    tensor.set_name(name + "/half");
    tensor.set_data_type(onnx::TensorProto::FLOAT16);
    tensor.clear_float_data();
    tensor.set_raw_data(halves.data(), halves.size() * sizeof(std::uint16_t));
    *nodes.Add() = cast_node(tensor.name(), name);
  }
  nodes.MergeFrom(graph.node());
  graph.mutable_node()->Swap(&nodes);
}

void drop_unused_weights(onnx::GraphProto& graph) {
  std::set<std::string> used;
  for (const onnx::NodeProto& node : graph.node()) {
    used.insert(node.input().begin(), node.input().end());
  }
  for (const onnx::ValueInfoProto& output : graph.output()) used.insert(output.name());
  google::protobuf::RepeatedPtrField<onnx::TensorProto> kept;
  for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
    if (used.contains(tensor.name())) kept.Add()->Swap(&tensor);
  }
  graph.mutable_initializer()->Swap(&kept);
}

}  // namespace mien::quant
