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

/// Makes a network that ends at a feature: at the tensor `layer`; or, if that is empty, at the
/// model's identity head if it has one, else at what the last fully connected layer of its first
/// head takes (the penultimate layer). Its crop is the identity head's own where that has one.
/// @param name what to call the model in messages
/// @throws Error (ErrorCode::model) if it is no .onnx with mien's metadata, or no fully connected
/// layer leads to its first head; (ErrorCode::usage) if no tensor is named `layer`
[[nodiscard]] FeatureNetwork feature_network(std::span<const std::byte> onnx, std::string_view name,
                                             const std::string& layer = "");

}  // namespace mien::models
