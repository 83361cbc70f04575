#include "mtcnn_files.h"

#include <onnx/onnx_pb.h>

#include <cmath>
#include <random>

#include "mien/nn/metadata.h"

namespace mien {

namespace {

struct LayerShape {
  std::string name;
  std::vector<std::int64_t> weights;
  std::string slope;
};

std::vector<LayerShape> layers(const std::string& net) {
  if (net == "pnet") {
    return {{"conv1", {10, 3, 3, 3}, "prelu1_alpha"},
            {"conv2", {16, 10, 3, 3}, "prelu2_alpha"},
            {"conv3", {32, 16, 3, 3}, "prelu3_alpha"},
            {"conv4_1", {2, 32, 1, 1}, ""},
            {"conv4_2", {4, 32, 1, 1}, ""}};
  }
  if (net == "rnet") {
    return {{"conv1", {28, 3, 3, 3}, "prelu1_alpha"},
            {"conv2", {48, 28, 3, 3}, "prelu2_alpha"},
            {"conv3", {64, 48, 2, 2}, "prelu3_alpha"},
            {"fc1", {576, 128}, "prelu4_alpha"},
            {"fc2_1", {128, 2}, ""},
            {"fc2_2", {128, 4}, ""}};
  }
  return {{"conv1", {32, 3, 3, 3}, "prelu1_alpha"},
          {"conv2", {64, 32, 3, 3}, "prelu2_alpha"},
          {"conv3", {64, 64, 3, 3}, "prelu3_alpha"},
          {"conv4", {128, 64, 2, 2}, "prelu4_alpha"},
          {"fc1", {1152, 256}, "prelu5_alpha"},
          {"fc2_1", {256, 2}, ""},
          {"fc2_2", {256, 4}, ""},
          {"fc2_3", {256, 10}, ""}};
}

class GraphWriter {
 public:
  GraphWriter(std::string net, const NamedTensors& weights)
      : net_(std::move(net)), weights_(weights) {
    model_.set_ir_version(7);
    model_.add_opset_import()->set_version(13);
    graph_ = model_.mutable_graph();
    graph_->set_name(net_);
    for (const auto& [name, tensor] : weights_) {
      if (!name.starts_with(net_ + "/")) continue;
      onnx::TensorProto* proto = graph_->add_initializer();
      proto->set_name(name);
      proto->set_data_type(onnx::TensorProto::FLOAT);
      for (const std::int64_t side : tensor.shape) proto->add_dims(side);
      proto->set_raw_data(tensor.data.data(), tensor.data.size() * sizeof(float));
    }
  }

  std::string node(const std::string& op, const std::vector<std::string>& inputs,
                   const std::string& output) {
    node_ = graph_->add_node();
    node_->set_op_type(op);
    for (const std::string& input : inputs) node_->add_input(input);
    node_->add_output(output);
    return output;
  }

  std::string layer(const std::string& input, const LayerShape& shape, const std::string& output) {
    const std::string name = net_ + "/" + shape.name;
    const std::string op = shape.weights.size() == 4 ? "Conv" : "Gemm";
    return node(op, {input, name + "/weights", name + "/bias"}, output);
  }

  std::string activation(const std::string& input, const LayerShape& shape) {
    return node("PRelu", {input, net_ + "/" + shape.slope}, shape.name + "/prelu");
  }

  std::string pool(const std::string& input, int window, bool same) {
    std::string output = node("MaxPool", {input}, input + "/pool");
    attribute("kernel_shape", window);
    attribute("strides", 2);
    if (same) {
      onnx::AttributeProto* mode = node_->add_attribute();
      mode->set_name("ceil_mode");
      mode->set_type(onnx::AttributeProto::INT);
      mode->set_i(1);
    }
    return output;
  }

  void value(onnx::ValueInfoProto* info, const std::string& name,
             const std::vector<std::int64_t>& shape) {
    info->set_name(name);
    auto* type = info->mutable_type()->mutable_tensor_type();
    type->set_elem_type(onnx::TensorProto::FLOAT);
    for (std::size_t i = 0; i < shape.size(); ++i) {
      auto* side = type->mutable_shape()->add_dim();
      if (shape[i] < 0) {
        side->set_dim_param("axis" + std::to_string(i) + name);
      } else {
        side->set_dim_value(shape[i]);
      }
    }
  }

  onnx::GraphProto& graph() { return *graph_; }

  std::vector<std::byte> write(int side) {
    ModelMetadata metadata;
    metadata.id = "mtcnn-" + net_;
    metadata.task = "face detection";
    metadata.licence = "CC0-1.0";
    metadata.data_terms = "random numbers";
    metadata.input = {side,
                      side,
                      ColourOrder::rgb,
                      TensorLayout::nchw,
                      {127.5F, 127.5F, 127.5F},
                      {1.0F / 128, 1.0F / 128, 1.0F / 128},
                      ResizeRule::area};
    for (const auto& output : graph_->output()) {
      HeadSpec head;
      head.output = output.name();
      head.attribute = output.name();
      metadata.heads.push_back(head);
    }
    auto* entry = model_.add_metadata_props();
    entry->set_key(std::string(ModelMetadata::key));
    entry->set_value(format_metadata(metadata));
    const std::string text = model_.SerializeAsString();
    const auto* bytes = reinterpret_cast<const std::byte*>(text.data());
    return {bytes, bytes + text.size()};
  }

 private:
  void attribute(const std::string& name, int both) {
    onnx::AttributeProto* entry = node_->add_attribute();
    entry->set_name(name);
    entry->set_type(onnx::AttributeProto::INTS);
    entry->add_ints(both);
    entry->add_ints(both);
  }

  std::string net_;
  const NamedTensors& weights_;
  onnx::ModelProto model_;
  onnx::GraphProto* graph_ = nullptr;
  onnx::NodeProto* node_ = nullptr;
};

int pool_window(const std::string& net, std::size_t layer) {
  if (net == "pnet") return layer == 0 ? 2 : 0;
  if (net == "rnet") return layer < 2 ? 3 : 0;
  return layer < 2 ? 3 : layer == 2 ? 2 : 0;
}

}  // namespace

NamedTensors random_mtcnn_weights(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> unit(-1, 1);
  NamedTensors tensors;
  const auto fill = [&](const std::string& name, std::vector<std::int64_t> shape, float scale) {
    std::size_t count = 1;
    for (const std::int64_t side : shape) count *= static_cast<std::size_t>(side);
    Tensor tensor{std::move(shape), std::vector<float>(count)};
    for (float& value : tensor.data) value = scale * unit(random);
    tensors.emplace(name, std::move(tensor));
  };
  for (const char* const net : {"pnet", "rnet", "onet"}) {
    for (const LayerShape& layer : layers(net)) {
      const std::string name = std::string(net) + "/" + layer.name;
      const bool convolution = layer.weights.size() == 4;
      const std::int64_t outputs = convolution ? layer.weights[0] : layer.weights[1];
      const std::int64_t depth =
          convolution ? layer.weights[1] * layer.weights[2] * layer.weights[3] : layer.weights[0];
      fill(name + "/weights", layer.weights, std::sqrt(3.0F / static_cast<float>(depth)));
      fill(name + "/bias", {outputs}, 0.2F);
      if (layer.slope.empty()) continue;
      const std::string slope = std::string(net) + "/" + layer.slope;
      if (convolution) {
        fill(slope, {outputs, 1, 1}, 1);
      } else {
        fill(slope, {outputs}, 1);
      }
    }
  }
  return tensors;
}

std::vector<std::byte> mtcnn_file(const std::string& net, const NamedTensors& weights) {
  GraphWriter writer(net, weights);
  const std::int64_t side = net == "pnet" ? -1 : net == "rnet" ? 24 : 48;
  writer.value(writer.graph().add_input(), "input", {-1, 3, side, side});
  std::string last = "input";
  const std::vector<LayerShape> all = layers(net);
  bool flat = false;
  std::size_t answer = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const LayerShape& layer = all[i];
    if (layer.weights.size() == 2 && !flat) {
      last = writer.node("Flatten", {last}, "flat");
      flat = true;
    }
    if (layer.slope.empty()) {
      const std::vector<std::string> names = {"probability", "offsets", "landmarks"};
      const std::string& name = names.at(answer++);
      const std::int64_t outputs = flat ? layer.weights[1] : layer.weights[0];
      const std::vector<std::int64_t> shape = flat ? std::vector<std::int64_t>{-1, outputs}
                                                   : std::vector<std::int64_t>{-1, outputs, -1, -1};
      if (name == "probability") {
        writer.layer(last, layer, "logits");
        writer.node("Softmax", {"logits"}, name);
        onnx::AttributeProto* axis = writer.graph().mutable_node()->rbegin()->add_attribute();
        axis->set_name("axis");
        axis->set_type(onnx::AttributeProto::INT);
        axis->set_i(1);
      } else {
        writer.layer(last, layer, name);
      }
      writer.value(writer.graph().add_output(), name, shape);
      continue;
    }
    last = writer.layer(last, layer, layer.name);
    last = writer.activation(last, layer);
    const int window = pool_window(net, i);
    // The published pooling pads at the right and bottom, except the second one of RNet and ONet.
    if (window > 0) last = writer.pool(last, window, i != 1);
  }
  return writer.write(net == "pnet" ? 0 : static_cast<int>(side));
}

}  // namespace mien
