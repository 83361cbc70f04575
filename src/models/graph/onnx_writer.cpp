#include "models/graph/onnx_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "mien/core/error.h"
#include "models/float16.h"
#include "models/graph/onnx_file.h"

namespace mien::models {

namespace {

constexpr int operator_set = 13;
constexpr int ir_version = 7;

void write_attribute(onnx::NodeProto& node, const std::string& name, const Attribute& value) {
  onnx::AttributeProto* attribute = node.add_attribute();
  attribute->set_name(name);
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    attribute->set_type(onnx::AttributeProto::INT);
    attribute->set_i(*integer);
  } else if (const auto* number = std::get_if<float>(&value)) {
    attribute->set_type(onnx::AttributeProto::FLOAT);
    attribute->set_f(*number);
  } else {
    attribute->set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t item : std::get<std::vector<std::int64_t>>(value)) {
      attribute->add_ints(item);
    }
  }
}

void write_node(onnx::GraphProto& graph, const GraphNode& source) {
  onnx::NodeProto* node = graph.add_node();
  node->set_name(source.output);
  node->set_op_type(source.op);
  for (const std::string& input : source.inputs) node->add_input(input);
  node->add_output(source.output);
  for (const auto& [name, value] : source.attributes) write_attribute(*node, name, value);
}

std::vector<std::uint16_t> halves_of(const std::vector<float>& values, const std::string& name) {
  std::vector<std::uint16_t> halves;
  halves.reserve(values.size());
  for (const float value : values) {
    halves.push_back(half_from_float(value));
    if (!std::isfinite(float_from_half(halves.back()))) {
      throw Error(ErrorCode::model,
                  fmt::format("{}: expected weights that fit into 16 bits, found {}", name, value));
    }
  }
  return halves;
}

std::string half_name(const std::string& name) { return name + "/half"; }

bool goes_in_half(const Constant& constant, const OnnxOptions& options) {
  return options.half_weights && constant.shape.size() >= 2 &&
         std::holds_alternative<std::vector<float>>(constant.values);
}

void write_cast(onnx::GraphProto& graph, const std::string& name) {
  write_node(graph, {"Cast", {half_name(name)}, name, {{"to", onnx::TensorProto::FLOAT}}});
}

void write_constant(onnx::GraphProto& graph, const std::string& name, const Constant& constant,
                    bool half) {
  onnx::TensorProto* tensor = graph.add_initializer();
  tensor->set_name(half ? half_name(name) : name);
  for (const std::int64_t length : constant.shape) tensor->add_dims(length);
  const auto write = [&](const auto& values, onnx::TensorProto::DataType type) {
    tensor->set_data_type(type);
    tensor->set_raw_data(values.data(), values.size() * sizeof(values[0]));
  };
  if (half) {
    write(halves_of(constant.floats(name), name), onnx::TensorProto::FLOAT16);
  } else if (const auto* floats = std::get_if<std::vector<float>>(&constant.values)) {
    write(*floats, onnx::TensorProto::FLOAT);
  } else {
    write(std::get<std::vector<std::int64_t>>(constant.values), onnx::TensorProto::INT64);
  }
}

// Axes of any length carry a name; equal names mean equal lengths.
std::string axis_name(const GraphValue& value, std::size_t axis) {
  return axis == 0 ? "batch" : fmt::format("{}_axis_{}", value.name, axis);
}

void write_value(onnx::ValueInfoProto& target, const GraphValue& value) {
  target.set_name(value.name);
  onnx::TypeProto::Tensor* tensor = target.mutable_type()->mutable_tensor_type();
  tensor->set_elem_type(onnx::TensorProto::FLOAT);
  onnx::TensorShapeProto* shape = tensor->mutable_shape();
  for (std::size_t axis = 0; axis < value.shape.size(); ++axis) {
    onnx::TensorShapeProto::Dimension* dimension = shape->add_dim();
    if (value.shape[axis] < 0) {
      dimension->set_dim_param(axis_name(value, axis));
    } else {
      dimension->set_dim_value(value.shape[axis]);
    }
  }
}

}  // namespace

Bytes write_onnx(const Graph& source, std::string_view metadata, const OnnxOptions& options) {
  onnx::ModelProto model;
  model.set_ir_version(ir_version);
  model.set_producer_name("mien");
  model.add_opset_import()->set_version(operator_set);
  onnx::GraphProto* graph = model.mutable_graph();
  graph->set_name(source.name);
  for (const auto& [name, constant] : source.constants) {
    const bool half = goes_in_half(constant, options);
    if (half) write_cast(*graph, name);
    write_constant(*graph, name, constant, half);
  }
  for (const GraphNode& node : source.nodes) write_node(*graph, node);
  write_value(*graph->add_input(), source.input);
  for (const GraphValue& output : source.outputs) write_value(*graph->add_output(), output);
  set_metadata(model, metadata);
  check_onnx(model, source.name);
  return serialise_onnx(model);
}

}  // namespace mien::models
