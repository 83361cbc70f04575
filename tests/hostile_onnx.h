#pragma once

#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "tiny_onnx.h"

namespace mien {

/// Builds variants of `tiny_onnx` whose answers are not as the file declares. ONNX Runtime loads
/// and runs them all: what lies between the means "m" and the output "means" is only known at run
/// time.
class HostileOnnx {
 public:
  /// @param metadata JSON for the key "mien"
  HostileOnnx(int side, const std::string& metadata) {
    const std::vector<std::byte> bytes = tiny_onnx(side, metadata);
    model_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
    graph().mutable_node(0)->set_output(0, "m");
  }

  /// The output is declared to be of this width; -1 leaves it open.
  HostileOnnx& declare_width(std::int64_t width) {
    auto& dim = *graph().mutable_output(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    if (width < 0) {
      dim.mutable_dim(1)->set_dim_param("D");
    } else {
      dim.mutable_dim(1)->set_dim_value(width);
    }
    return *this;
  }

  /// One row, however many pictures come.
  HostileOnnx& one_row() {
    integers("from", {0});
    integers("to", {1});
    integers("axis", {0});
    node("Slice", {"m", "from", "to", "axis"}, "means");
    return *this;
  }

  /// Each picture's numbers so many times.
  HostileOnnx& repeated(float times) { return tiled({0, 0}, {1, times}); }

  /// As many times as the largest mean of red says, and once more.
  HostileOnnx& repeated_by_pixels() { return tiled({0, 1}, {1, 1}); }

  /// A list of numbers without rows.
  HostileOnnx& flat() {
    integers("shape", {-1});
    node("Reshape", {"m", "shape"}, "means");
    return *this;
  }

  /// A loop that ends after 2^62 rounds.
  HostileOnnx& endless() {
    integers("trips", {std::int64_t{1} << 62});
    onnx::TensorProto& go = *graph().add_initializer();
    go.set_name("go");
    go.set_data_type(onnx::TensorProto::BOOL);
    go.add_int32_data(1);
    onnx::AttributeProto& attribute = *node("Loop", {"trips", "go", "m"}, "means").add_attribute();
    attribute.set_name("body");
    attribute.set_type(onnx::AttributeProto::GRAPH);
    onnx::GraphProto& body = *attribute.mutable_g();
    body.set_name("body");
    const auto value = [](onnx::ValueInfoProto & info, const char* name, int type) -> auto& {
      info.set_name(name);
      info.mutable_type()->mutable_tensor_type()->set_elem_type(type);
      return *info.mutable_type()->mutable_tensor_type();
    };
    // Of these ONNX Runtime wants to know that they are single values.
    value(*body.add_input(), "round", onnx::TensorProto::INT64).mutable_shape();
    value(*body.add_input(), "go_in", onnx::TensorProto::BOOL).mutable_shape();
    value(*body.add_input(), "v_in", onnx::TensorProto::FLOAT);
    value(*body.add_output(), "go_out", onnx::TensorProto::BOOL).mutable_shape();
    value(*body.add_output(), "v_out", onnx::TensorProto::FLOAT);
    add_node(body, "Identity", {"go_in"}, "go_out");
    add_node(body, "Add", {"v_in", "v_in"}, "v_out");
    return *this;
  }

  [[nodiscard]] std::vector<std::byte> bytes() const {
    const std::string text = model_.SerializeAsString();
    const auto* first = reinterpret_cast<const std::byte*>(text.data());
    return {first, first + text.size()};
  }

 private:
  onnx::GraphProto& graph() { return *model_.mutable_graph(); }

  static onnx::NodeProto& add_node(onnx::GraphProto& graph, const char* type,
                                   std::initializer_list<const char*> inputs, const char* output) {
    onnx::NodeProto& node = *graph.add_node();
    node.set_op_type(type);
    for (const char* input : inputs) node.add_input(input);
    node.add_output(output);
    return node;
  }

  onnx::NodeProto& node(const char* type, std::initializer_list<const char*> inputs,
                        const char* output) {
    return add_node(graph(), type, inputs, output);
  }

  static void number(onnx::NodeProto& node, const char* name, std::int64_t value) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(onnx::AttributeProto::INT);
    attribute.set_i(value);
  }

  void integers(const char* name, std::initializer_list<std::int64_t> values) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::INT64);
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    for (const std::int64_t value : values) tensor.add_int64_data(value);
  }

  void floats(const char* name, std::initializer_list<float> values) {
    onnx::TensorProto& tensor = *graph().add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.add_dims(static_cast<std::int64_t>(values.size()));
    for (const float value : values) tensor.add_float_data(value);
  }

  /// Repeats rows and columns "factor * largest mean + offset" times.
  HostileOnnx& tiled(std::initializer_list<float> factor, std::initializer_list<float> offset) {
    floats("factor", factor);
    floats("offset", offset);
    number(node("ReduceMax", {"m"}, "largest"), "keepdims", 0);
    node("Mul", {"largest", "factor"}, "product");
    node("Add", {"product", "offset"}, "sum");
    number(node("Cast", {"sum"}, "times"), "to", onnx::TensorProto::INT64);
    node("Tile", {"m", "times"}, "means");
    return *this;
  }

  onnx::ModelProto model_;
};

}  // namespace mien
