#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "bytes_of.h"
#include "core/base64.h"
#include "mien/nn/network.h"
#include "models/importers.h"
#include "models/tfjs/tfjs_importer.h"

namespace mien::models {

using Json = nlohmann::ordered_json;

inline Json tf_text(const std::string& text) { return {{"s", base64_encode(bytes_of(text))}}; }

inline Json tf_texts(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(base64_encode(bytes_of(text)));
  return {{"list", {{"s", list}}}};
}

inline Json tf_integers(const std::vector<int>& values) {
  Json list = Json::array();
  for (const int value : values) list.push_back(std::to_string(value));
  return {{"list", {{"i", list}}}};
}

/// Attributes of a convolution or pooling.
inline Json tf_windows(const std::string& padding, int stride = 1) {
  return {{"padding", tf_text(padding)}, {"strides", tf_integers({1, stride, stride, 1})}};
}

/// A TensorFlow.js graph model made up in a test. The placeholder "x" is
/// [-1,height,width,channels].
class TinyTfjs {
 public:
  TinyTfjs(int height, int width, int channels)
      : height_(height), width_(width), channels_(channels) {
    Json dims = Json::array();
    for (const int size : {-1, height, width, channels}) {
      dims.push_back({{"size", std::to_string(size)}});
    }
    node("x", "Placeholder", {}, {{"shape", {{"shape", {{"dim", dims}}}}}});
  }

  TinyTfjs& node(const std::string& name, const std::string& op, std::vector<std::string> inputs,
                 Json attributes = Json::object()) {
    nodes_.push_back({{"name", name},
                      {"op", op},
                      {"input", std::move(inputs)},
                      {"attr", std::move(attributes)}});
    return *this;
  }

  TinyTfjs& constant(const std::string& name, const std::vector<int>& shape,
                     const std::vector<float>& values) {
    return weight(name, shape, "float32", bytes_of_values(values));
  }

  TinyTfjs& integers(const std::string& name, const std::vector<std::int32_t>& values) {
    return integers(name, {static_cast<int>(values.size())}, values);
  }

  TinyTfjs& integers(const std::string& name, const std::vector<int>& shape,
                     const std::vector<std::int32_t>& values) {
    return weight(name, shape, "int32", bytes_of_values(values));
  }

  [[nodiscard]] Json json() const {
    return {{"modelTopology", {{"node", nodes_}}},
            {"weightsManifest", {{{"paths", {"w.bin"}}, {"weights", weights_}}}}};
  }

  [[nodiscard]] SourceFiles files() const { return {{"w.bin", bytes_}}; }

  [[nodiscard]] Graph graph(const std::string& output) const {
    return import_tfjs(json().dump(), files(), {output}, "tiny");
  }

  [[nodiscard]] Bytes onnx(const std::string& output) const {
    ModelMetadata metadata;
    metadata.id = "tiny";
    metadata.task = "test";
    metadata.licence = "MIT";
    metadata.data_terms = "none";
    metadata.input.width = width_;
    metadata.input.height = height_;
    metadata.input.colour = channels_ == 1 ? ColourOrder::grey : ColourOrder::rgb;
    metadata.input.mean.assign(static_cast<std::size_t>(channels_), 0);
    metadata.input.scale.assign(static_cast<std::size_t>(channels_), 1);
    HeadSpec head;
    head.output = output;
    head.attribute = "test";
    metadata.heads = {head};
    SourceFiles all = files();
    all["model.json"] = bytes_of(json().dump());
    return import_model({.importer = "tfjs-graph",
                         .name = "tiny",
                         .main_file = "model.json",
                         .files = all,
                         .metadata = &metadata});
  }

  /// Runs the converted model; input and output are batch, channel, row, column.
  [[nodiscard]] Tensor run(const std::string& output, const std::vector<float>& input) const {
    const Network network = Network::from_memory(onnx(output), "tiny");
    const std::int64_t picture = std::int64_t{1} * height_ * width_ * channels_;
    const std::vector<std::int64_t> shape = {static_cast<std::int64_t>(input.size()) / picture,
                                             channels_, height_, width_};
    return network.run({shape, input})[0];
  }

 private:
  TinyTfjs& weight(const std::string& name, const std::vector<int>& shape, const char* type,
                   const Bytes& bytes) {
    weights_.push_back({{"name", name}, {"shape", shape}, {"dtype", type}});
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return node(name, "Const", {});
  }

  int height_, width_, channels_;
  Json nodes_ = Json::array();
  Json weights_ = Json::array();
  Bytes bytes_;
};

}  // namespace mien::models
