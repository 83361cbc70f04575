#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mien/nn/network.h"

namespace mien::executor {

/// Attributes of a node by name, or what is to be taken if it has none.
[[nodiscard]] std::optional<std::int64_t> integer_of(const onnx::NodeProto& node,
                                                     std::string_view name);
[[nodiscard]] float number_of(const onnx::NodeProto& node, std::string_view name, float otherwise);
[[nodiscard]] std::vector<std::int64_t> integers_of(const onnx::NodeProto& node,
                                                    std::string_view name,
                                                    std::vector<std::int64_t> otherwise);
[[nodiscard]] std::string text_of(const onnx::NodeProto& node, std::string_view name);

/// The numbers of a float or half tensor; nothing if it is of another type or has not as many
/// numbers as its shape says.
[[nodiscard]] std::optional<Tensor> tensor_of(const onnx::TensorProto& proto);

}  // namespace mien::executor
