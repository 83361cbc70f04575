#include "executor/onnx_values.h"

#include <cstddef>
#include <cstring>
#include <utility>

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

namespace {

/// Whether a shape is one of so many numbers.
bool holds(const std::vector<std::int64_t>& shape, std::size_t numbers) {
  const auto count = static_cast<std::int64_t>(numbers);
  std::int64_t product = 1;
  for (const std::int64_t side : shape) {
    if (side < 1 || product > count / side) return false;
    product *= side;
  }
  return product == count;
}

/// The numbers of a float or half tensor; nothing if it is of another type.
std::optional<std::vector<float>> numbers_of(const onnx::TensorProto& proto) {
  std::vector<float> numbers;
  const std::string& raw = proto.raw_data();
  if (proto.data_type() == onnx::TensorProto::FLOAT) {
    if (!proto.has_raw_data())
      return std::vector(proto.float_data().begin(), proto.float_data().end());
    numbers.resize(raw.size() / sizeof(float));
    // A vector without numbers has no address.
    if (!numbers.empty()) std::memcpy(numbers.data(), raw.data(), numbers.size() * sizeof(float));
    return numbers;
  }
  if (proto.data_type() != onnx::TensorProto::FLOAT16) return std::nullopt;
  if (proto.has_raw_data()) {
    for (std::size_t i = 0; i + 1 < raw.size(); i += 2) {
      std::uint16_t half = 0;
      std::memcpy(&half, raw.data() + i, sizeof(half));
      numbers.push_back(models::float_from_half(half));
    }
  } else {
    for (const std::int32_t half : proto.int32_data()) {
      numbers.push_back(models::float_from_half(static_cast<std::uint16_t>(half)));
    }
  }
  return numbers;
}

}  // namespace

std::optional<Tensor> tensor_of(const onnx::TensorProto& proto) {
  std::optional<std::vector<float>> numbers = numbers_of(proto);
  std::vector<std::int64_t> shape(proto.dims().begin(), proto.dims().end());
  if (!numbers || !holds(shape, numbers->size())) return std::nullopt;
  return Tensor{std::move(shape), *std::move(numbers)};
}

}  // namespace mien::executor
