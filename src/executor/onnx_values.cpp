#include "executor/onnx_values.h"

#include <cstring>

#include "models/float16.h"

namespace mien::executor {

std::optional<std::int64_t> integer_of(const onnx::NodeProto& node, std::string_view name) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return attribute.i();
  }
  return std::nullopt;
}

float number_of(const onnx::NodeProto& node, std::string_view name, float otherwise) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return attribute.f();
  }
  return otherwise;
}

std::vector<std::int64_t> integers_of(const onnx::NodeProto& node, std::string_view name,
                                      std::vector<std::int64_t> otherwise) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return {attribute.ints().begin(), attribute.ints().end()};
  }
  return otherwise;
}

std::string text_of(const onnx::NodeProto& node, std::string_view name) {
  for (const onnx::AttributeProto& attribute : node.attribute()) {
    if (attribute.name() == name) return attribute.s();
  }
  return {};
}

std::optional<Tensor> tensor_of(const onnx::TensorProto& proto) {
  Tensor tensor;
  tensor.shape = {proto.dims().begin(), proto.dims().end()};
  const std::string& raw = proto.raw_data();
  if (proto.data_type() == onnx::TensorProto::FLOAT) {
    if (proto.has_raw_data()) {
      tensor.data.resize(raw.size() / sizeof(float));
      std::memcpy(tensor.data.data(), raw.data(), tensor.data.size() * sizeof(float));
    } else {
      tensor.data = {proto.float_data().begin(), proto.float_data().end()};
    }
    return tensor;
  }
  if (proto.data_type() != onnx::TensorProto::FLOAT16) return std::nullopt;
  if (proto.has_raw_data()) {
    for (std::size_t i = 0; i + 1 < raw.size(); i += 2) {
      std::uint16_t half = 0;
      std::memcpy(&half, raw.data() + i, sizeof(half));
      tensor.data.push_back(models::float_from_half(half));
    }
  } else {
    for (const std::int32_t half : proto.int32_data()) {
      tensor.data.push_back(models::float_from_half(static_cast<std::uint16_t>(half)));
    }
  }
  return tensor;
}

}  // namespace mien::executor
