#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "mien/nn/network.h"

namespace mien {

/// The weights of the three networks by name.
using NamedTensors = std::map<std::string, Tensor>;

/// Random weights with the names and shapes of the published ones, scaled so that activations
/// neither vanish nor explode.
[[nodiscard]] NamedTensors random_mtcnn_weights(std::uint32_t seed);

/// The networks as .onnx files with mien's metadata; `net` is "pnet", "rnet" or "onet".
[[nodiscard]] std::vector<std::byte> mtcnn_file(const std::string& net,
                                                const NamedTensors& weights);

}  // namespace mien
