#include "quant/tensor_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "mien/core/error.h"
#include "models/bytes.h"
#include "models/float16.h"

namespace mien::quant {

namespace {

static_assert(std::endian::native == std::endian::little, "ONNX stores numbers little-endian");

[[noreturn]] void refuse_tensor(const onnx::TensorProto& tensor, const std::string& message) {
  throw Error(ErrorCode::model, fmt::format("\"{}\": {}", tensor.name(), message));
}

template <typename T>
std::vector<T> raw_values(const onnx::TensorProto& tensor, std::size_t count) {
  const std::string& raw = tensor.raw_data();
  if (raw.size() != count * sizeof(T)) {
    refuse_tensor(tensor, fmt::format("expected {} bytes of numbers as its shape says, found {}",
                                      count * sizeof(T), raw.size()));
  }
  std::vector<T> values(count);
  if (count > 0) std::memcpy(values.data(), raw.data(), raw.size());
  return values;
}

template <typename T, typename List>
std::vector<T> listed_values(const onnx::TensorProto& tensor, const List& list, std::size_t count) {
  if (static_cast<std::size_t>(list.size()) != count) {
    refuse_tensor(
        tensor, fmt::format("expected {} numbers as its shape says, found {}", count, list.size()));
  }
  std::vector<T> values;
  values.reserve(count);
  for (const auto value : list) values.push_back(static_cast<T>(value));
  return values;
}

std::vector<float> stored_floats(const onnx::TensorProto& tensor, std::size_t count) {
  if (tensor.data_type() == onnx::TensorProto::FLOAT) {
    return tensor.has_raw_data() ? raw_values<float>(tensor, count)
                                 : listed_values<float>(tensor, tensor.float_data(), count);
  }
  if (tensor.data_type() != onnx::TensorProto::FLOAT16) {
    refuse_tensor(tensor, "expected 32-bit or 16-bit floats, found another type");
  }
  const std::vector<std::uint16_t> halves =
      tensor.has_raw_data() ? raw_values<std::uint16_t>(tensor, count)
                            : listed_values<std::uint16_t>(tensor, tensor.int32_data(), count);
  std::vector<float> values;
  values.reserve(count);
  for (const std::uint16_t half : halves) values.push_back(models::float_from_half(half));
  return values;
}

template <typename T>
onnx::TensorProto tensor_of(const std::string& name, int type, std::span<const std::int64_t> shape,
                            std::span<const T> values) {
  onnx::TensorProto tensor;
  tensor.set_name(name);
  tensor.set_data_type(type);
  for (const std::int64_t side : shape) tensor.add_dims(side);
  tensor.set_raw_data(values.data(), values.size_bytes());
  return tensor;
}

}  // namespace

std::size_t value_count(const onnx::TensorProto& tensor) {
  std::size_t count = 1;
  for (const std::int64_t side : tensor.dims()) {
    if (side < 0 ||
        (side > 0 && static_cast<std::uint64_t>(side) > models::max_model_bytes / count))
      refuse_tensor(tensor, "expected a shape whose numbers fit a model file, found a larger one");
    if (side == 0) return 0;
    count *= static_cast<std::size_t>(side);
  }
  return count;
}

std::vector<float> floats_of(const onnx::TensorProto& tensor) {
  std::vector<float> values = stored_floats(tensor, value_count(tensor));
  if (!std::ranges::all_of(values, [](float value) { return std::isfinite(value); })) {
    refuse_tensor(tensor, "expected finite weights, found one that is infinite or no number");
  }
  return values;
}

onnx::TensorProto float_tensor(const std::string& name, std::span<const std::int64_t> shape,
                               std::span<const float> values) {
  return tensor_of(name, onnx::TensorProto::FLOAT, shape, values);
}

onnx::TensorProto int8_tensor(const std::string& name, std::span<const std::int64_t> shape,
                              std::span<const std::int8_t> values) {
  return tensor_of(name, onnx::TensorProto::INT8, shape, values);
}

onnx::TensorProto int32_tensor(const std::string& name, std::span<const std::int64_t> shape,
                               std::span<const std::int32_t> values) {
  return tensor_of(name, onnx::TensorProto::INT32, shape, values);
}

onnx::TensorProto uint8_scalar(const std::string& name, std::uint8_t value) {
  return tensor_of<std::uint8_t>(name, onnx::TensorProto::UINT8, {}, {&value, 1});
}

}  // namespace mien::quant
