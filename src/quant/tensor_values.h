#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace mien::quant {

/// Number of values of a tensor's shape.
/// @throws Error (ErrorCode::model) that names the tensor if a side is negative or they are too
/// many to be held in memory
[[nodiscard]] std::size_t value_count(const onnx::TensorProto& tensor);

/// The values of a tensor of 32-bit or 16-bit floats.
/// @throws Error (ErrorCode::model) that names the tensor if it has another type, as many values as
/// its shape does not say, or one that is no finite number
[[nodiscard]] std::vector<float> floats_of(const onnx::TensorProto& tensor);

/// A tensor of 32-bit floats.
[[nodiscard]] onnx::TensorProto float_tensor(const std::string& name,
                                             std::span<const std::int64_t> shape,
                                             std::span<const float> values);

/// A tensor of signed 8-bit numbers.
[[nodiscard]] onnx::TensorProto int8_tensor(const std::string& name,
                                            std::span<const std::int64_t> shape,
                                            std::span<const std::int8_t> values);

/// A tensor of signed 32-bit numbers.
[[nodiscard]] onnx::TensorProto int32_tensor(const std::string& name,
                                             std::span<const std::int64_t> shape,
                                             std::span<const std::int32_t> values);

/// A tensor without axes that holds one unsigned 8-bit number.
[[nodiscard]] onnx::TensorProto uint8_scalar(const std::string& name, std::uint8_t value);

}  // namespace mien::quant
