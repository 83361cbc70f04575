#pragma once

#include <tflite_generated.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mien/nn/network.h"
#include "models/bytes_of.h"
#include "models/importers.h"
#include "models/tflite/tflite_importer.h"

namespace mien::models {

/// A network of TensorFlow Lite made up in a test. Tensor 0, "x", is the input.
class TinyTflite {
 public:
  explicit TinyTflite(std::vector<int> input) : input_(std::move(input)) {
    buffers_.push_back(tflite::CreateBuffer(builder_));
    tensor("x", input_);
  }

  /// A computed tensor; returns its number.
  int tensor(const std::string& name, const std::vector<int>& shape = {}) {
    return add(name, shape, 0, 0);
  }

  int constant(const std::vector<int>& shape, const std::vector<float>& values) {
    return weight(shape, bytes_of_values(values), 0);
  }

  int integers(const std::vector<int>& shape, const std::vector<std::int32_t>& values) {
    return weight(shape, bytes_of_values(values), 2);
  }

  /// A constant of any type and bytes, fitting or not.
  int weight(const std::vector<int>& shape, const Bytes& bytes, std::int8_t type) {
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    const auto vector = builder_.CreateVector(data, bytes.size());
    buffers_.push_back(tflite::CreateBuffer(builder_, vector));
    return add("w" + std::to_string(tensors_.size()), shape, type,
               static_cast<std::uint32_t>(buffers_.size() - 1));
  }

  int add(const std::string& name, const std::vector<int>& shape, std::int8_t type,
          std::uint32_t buffer, bool sparse = false) {
    flatbuffers::Offset<tflite::Skipped> sparsity = 0;
    if (sparse) sparsity = tflite::CreateSkipped(builder_);
    const auto lengths = builder_.CreateVector(shape);
    const auto text = builder_.CreateString(name);
    tensors_.push_back(
        tflite::CreateTensor(builder_, lengths, type, buffer, text, 0, false, sparsity));
    return static_cast<int>(tensors_.size() - 1);
  }

  /// An operator of TensorFlow Lite's number `code`; its output is the last one of the network.
  TinyTflite& op(int code, const std::vector<int>& inputs, const std::vector<int>& outputs,
                 tflite::Options type = tflite::Options::NONE,
                 flatbuffers::Offset<void> options = 0) {
    codes_.push_back(tflite::CreateOperatorCode(
        builder_, static_cast<std::int8_t>(code < 127 ? code : 127), 0, 1, code));
    const auto from = builder_.CreateVector(inputs);
    const auto to = builder_.CreateVector(outputs);
    operators_.push_back(tflite::CreateOperator(
        builder_, static_cast<std::uint32_t>(codes_.size() - 1), from, to, type, options));
    output_ = outputs.empty() ? 0 : outputs.back();
    return *this;
  }

  flatbuffers::FlatBufferBuilder& builder() { return builder_; }

  /// The file. Nothing can be added after this.
  Bytes file(std::uint32_t version = 3, int networks = 1) {
    const auto tensors = builder_.CreateVector(tensors_);
    const auto inputs = builder_.CreateVector(std::vector<int>{0});
    const auto outputs = builder_.CreateVector(std::vector<int>{output_});
    const auto operators = builder_.CreateVector(operators_);
    std::vector<flatbuffers::Offset<tflite::SubGraph>> graphs;
    for (int i = 0; i < networks; ++i) {
      graphs.push_back(tflite::CreateSubGraph(builder_, tensors, inputs, outputs, operators));
    }
    const auto codes = builder_.CreateVector(codes_);
    const auto all = builder_.CreateVector(graphs);
    const auto buffers = builder_.CreateVector(buffers_);
    tflite::FinishModelBuffer(builder_,
                              tflite::CreateModel(builder_, version, codes, all, 0, buffers));
    const auto* bytes = reinterpret_cast<const std::byte*>(builder_.GetBufferPointer());
    return {bytes, bytes + builder_.GetSize()};
  }

  /// Converts the file and runs it; pictures are batch, channel, row, column.
  std::vector<float> run(const std::string& output, const std::vector<std::int64_t>& shape,
                         const std::vector<float>& pictures) {
    ModelMetadata metadata;
    metadata.id = "tiny";
    metadata.task = "test";
    metadata.licence = "MIT";
    metadata.data_terms = "none";
    metadata.input.height = input_[1];
    metadata.input.width = input_[2];
    const bool grey = input_[3] == 1;
    metadata.input.colour = grey ? ColourOrder::grey : ColourOrder::rgb;
    metadata.input.mean.assign(grey ? 1 : 3, 0);
    metadata.input.scale.assign(grey ? 1 : 3, 1);
    HeadSpec head;
    head.output = output;
    head.attribute = "test";
    metadata.heads = {head};
    const SourceFiles files = {{"m", file()}};
    const Bytes onnx = import_model({.importer = "tflite",
                                     .name = "tiny",
                                     .main_file = "m",
                                     .files = files,
                                     .metadata = &metadata});
    return Network::from_memory(onnx, "tiny").run({shape, pictures})[0].data;
  }

 private:
  std::vector<int> input_;
  flatbuffers::FlatBufferBuilder builder_;
  std::vector<flatbuffers::Offset<tflite::Buffer>> buffers_;
  std::vector<flatbuffers::Offset<tflite::Tensor>> tensors_;
  std::vector<flatbuffers::Offset<tflite::OperatorCode>> codes_;
  std::vector<flatbuffers::Offset<tflite::Operator>> operators_;
  int output_ = 0;
};

}  // namespace mien::models
