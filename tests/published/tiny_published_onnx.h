#pragma once

#include <onnx/onnx_pb.h>

#include <string>
#include <vector>

namespace mien {

struct TinyPublished {
  int side = 224;
  int outputs = 8;
  std::string last = {};   ///< an operation behind the scores, such as "Softmax"
  bool free_batch = true;  ///< any number of pictures
  bool second_input = false;
  int channels = 3;
};

/// An .onnx with the input and output of those that the author published. It multiplies the mean of
/// each colour with a matrix: score i is the mean red plus i times the mean green.
inline onnx::ModelProto tiny_published(const TinyPublished& options = {}) {
  onnx::ModelProto model;
  model.set_ir_version(6);
  model.add_opset_import()->set_version(11);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name("torch-jit-export");
  const auto node = [&](const std::string& type, const std::vector<std::string>& inputs,
                        const std::string& output) {
    onnx::NodeProto& added = *graph.add_node();
    added.set_op_type(type);
    for (const std::string& input : inputs) added.add_input(input);
    added.add_output(output);
  };
  const auto value = [&](onnx::ValueInfoProto& info, const std::string& name,
                         const std::vector<int>& shape) {
    info.set_name(name);
    auto& tensor = *info.mutable_type()->mutable_tensor_type();
    tensor.set_elem_type(onnx::TensorProto::FLOAT);
    auto& batch = *tensor.mutable_shape()->add_dim();
    if (options.free_batch) {
      batch.set_dim_param("batch_size");
    } else {
      batch.set_dim_value(1);
    }
    for (const int length : shape) tensor.mutable_shape()->add_dim()->set_dim_value(length);
  };
  node("GlobalAveragePool", {"input"}, "pooled");
  node("Flatten", {"pooled"}, "features");
  const std::string scores = options.last.empty() ? "output" : "scores";
  node("MatMul", {"features", "weights"}, scores);
  if (!options.last.empty()) node(options.last, {"scores"}, "output");
  onnx::TensorProto& weights = *graph.add_initializer();
  weights.set_name("weights");
  weights.set_data_type(onnx::TensorProto::FLOAT);
  weights.add_dims(options.channels);
  weights.add_dims(options.outputs);
  for (int channel = 0; channel < options.channels; ++channel) {
    for (int i = 0; i < options.outputs; ++i) {
      weights.add_float_data(channel == 0 ? 1.0F : channel == 1 ? static_cast<float>(i) : 0.0F);
    }
  }
  value(*graph.add_input(), "input", {options.channels, options.side, options.side});
  if (options.second_input) value(*graph.add_input(), "other", {1});
  value(*graph.add_output(), "output", {options.outputs});
  return model;
}

}  // namespace mien
