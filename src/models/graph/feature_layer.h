#pragma once

#include <span>
#include <string>
#include <string_view>

#include "models/bytes.h"

namespace mien::models {

/// A network whose one output is a feature of another network.
struct FeatureNetwork {
  Bytes onnx;
  std::string layer;      ///< the tensor that is the output
  bool identity = false;  ///< whether it is the feature of the model's identity head
};

/// Makes a network that ends at the feature `layer`, a tensor. If that is empty, it ends at the
/// model's identity head. Without such a head it ends at the penultimate layer, which the last
/// fully connected layer of the first head takes. Its crop is the identity head's own where that
/// has one.
/// @param name what to call the model in messages
/// @throws Error (ErrorCode::model) if it is no .onnx with mien's metadata, or no fully connected
/// layer leads to its first head; (ErrorCode::usage) if no tensor is named `layer`
[[nodiscard]] FeatureNetwork feature_network(std::span<const std::byte> onnx, std::string_view name,
                                             const std::string& layer = "");

}  // namespace mien::models
