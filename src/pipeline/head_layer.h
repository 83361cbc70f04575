#pragma once

#include <onnx/onnx_pb.h>

#include <optional>
#include <string>

#include "mien/pipeline/face_features.h"

namespace mien {

/// The last fully connected layer of a head in the file of its network.
struct StoredLayer {
  std::string feature;  ///< the tensor that it takes
  HeadLayer layer;
};

/// Finds the layer that a head ends with; behind it may come its bias and its activation alone.
/// @return nothing if the head ends otherwise, or its weights are not of 32 or 16 bits
[[nodiscard]] std::optional<StoredLayer> stored_layer(const onnx::GraphProto& graph,
                                                      const HeadSpec& head);

}  // namespace mien
