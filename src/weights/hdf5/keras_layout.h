#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "models/bytes.h"
#include "models/tfjs/weights_manifest.h"
#include "networks/named_tensors.h"

namespace mien::train {

/// The weights of a Keras model in PyTorch's names and layouts. LAYER is what comes before the last
/// slash, with dots for other slashes:
///   LAYER/kernel of a convolution [h, w, in, out]     LAYER.weight [out, in, h, w]
///   LAYER/depthwise_kernel [h, w, in, times]          LAYER.weight [in * times, 1, h, w]
///   LAYER/kernel of a dense layer [in, out]           LAYER.weight [out, in]
///   LAYER/bias                                        LAYER.bias
///   LAYER/gamma, beta                                 LAYER.weight, LAYER.bias
///   LAYER/moving_mean, moving_variance                LAYER.running_mean, LAYER.running_var
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) for any other name, or another number of axes.
[[nodiscard]] NamedTensors from_keras(const models::Weights& weights, std::string_view name);

using FileLoader = std::function<models::Bytes(const std::string&)>;

/// Reads a TensorFlow.js layers model (its model.json, or a weights manifest alone).
/// @param load reads a file by its name relative to the manifest; called for each that it names
/// @throws Error (ErrorCode::model); also for a graph model, whose layers have been merged.
[[nodiscard]] NamedTensors read_keras_model(std::string_view json, const FileLoader& load,
                                            std::string_view name);

}  // namespace mien::train
