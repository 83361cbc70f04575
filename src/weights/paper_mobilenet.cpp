#include "weights/paper_mobilenet.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "models/graph/onnx_file.h"
#include "nn/onnx_weights.h"

namespace mien::train {

namespace {

struct Layer {
  std::string name;
  std::vector<std::int64_t> shape;
};

/// The convolutions of MobileNet-v1 in order.
std::vector<Layer> convolutions() {
  constexpr std::array<std::int64_t, 14> widths = {32,  64,  128, 128, 256, 256,  512,
                                                   512, 512, 512, 512, 512, 1024, 1024};
  std::vector<Layer> layers = {{"conv1", {widths[0], 3, 3, 3}}};
  for (std::size_t block = 1; block < widths.size(); ++block) {
    const std::int64_t in = widths[block - 1];
    layers.push_back({fmt::format("conv_dw_{}", block), {in, 1, 3, 3}});
    layers.push_back({fmt::format("conv_pw_{}", block), {widths[block], in, 1, 1}});
  }
  return layers;
}

struct Convolution {
  std::string kernel;
  std::string bias;
  std::string output;
};

/// The convolution of a layer: its weights are named LAYER/... or LAYER_bn/..., as the importer of
/// the published file names what it folds.
Convolution find_convolution(const onnx::GraphProto& graph, const std::string& layer,
                             std::string_view name) {
  for (const onnx::NodeProto& node : graph.node()) {
    if (node.op_type() != "Conv" || node.input_size() != 3 || node.output_size() != 1) continue;
    const std::string& kernel = node.input(1);
    if (kernel.starts_with(layer + "/") || kernel.starts_with(layer + "_bn/")) {
      return {kernel, node.input(2), node.output(0)};
    }
  }
  throw Error(ErrorCode::model,
              fmt::format("{}: expected the paper's MobileNet, found no convolution \"{}\" with a "
                          "bias",
                          name, layer));
}

void add_linear(NamedTensors& tensors, const std::string& prefix, const NetworkWeights& weights,
                const std::string& source, std::int64_t in, std::int64_t out) {
  const Tensor& kernel = weights.get(source + "/weights", {in, out});
  const Tensor& bias = weights.get(source + "/bias", {out});
  NamedTensor turned{{out, in}, {}};
  turned.values.reserve(kernel.data.size());
  for (std::int64_t row = 0; row < out; ++row) {
    for (std::int64_t column = 0; column < in; ++column) {
      turned.values.push_back(kernel.data[static_cast<std::size_t>(column * out + row)]);
    }
  }
  tensors.insert_or_assign(prefix + ".weight", std::move(turned));
  tensors.insert_or_assign(prefix + ".bias", NamedTensor{bias.shape, bias.data});
}

}  // namespace

NamedTensors import_paper_mobilenet(std::span<const std::byte> onnx, std::string_view name,
                                    const BatchSource& next_batch,
                                    const PaperMobileNetOptions& options) {
  const NetworkWeights weights(onnx, name);
  const onnx::ModelProto model = models::parse_onnx(onnx, name);
  const std::vector<Layer> layers = convolutions();
  std::vector<Convolution> convolutions;
  std::vector<std::string> outputs;
  for (const Layer& layer : layers) {
    convolutions.push_back(find_convolution(model.graph(), layer.name, name));
    outputs.push_back(convolutions.back().output);
  }

  NamedTensors tensors;
  add_linear(tensors, "heads.feats", weights, "feats/Relu", 1024, 256);
  add_linear(tensors, "heads.age", weights, "age_pred/BiasAdd", 256, 100);
  add_linear(tensors, "heads.gender", weights, "gender_pred/BiasAdd", 256, 1);

  const auto measured = measure_channels(onnx, name, outputs, next_batch, options.threads);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const Tensor& kernel = weights.get(convolutions[i].kernel, layers[i].shape);
    const Tensor& bias = weights.get(convolutions[i].bias, {layers[i].shape[0]});
    insert_batch_norm(tensors, layers[i].name, {kernel.shape, kernel.data}, bias.data,
                      measured.at(convolutions[i].output), options.epsilon, options.scale);
  }
  return tensors;
}

}  // namespace mien::train
