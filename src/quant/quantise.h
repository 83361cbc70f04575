#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "mien/core/image.h"
#include "models/bytes.h"
#include "quant/ranges.h"

namespace mien::quant {

/// How a network is turned to 8 bits.
struct QuantiseOptions {
  RangeRule ranges = RangeRule::mse;
  double percentile = 99.99;  ///< of RangeRule::percentile
  bool equalise = true;       ///< make channels alike in range before rounding
  bool correct_bias = true;   ///< take the mean error of rounded weights out of the bias
  bool first_layer = false;   ///< also round the layer that reads the picture
  int threads = 1;            ///< of the forward passes, at least 1
  std::function<void(std::size_t done, std::size_t total)> progress = nullptr;
  std::function<bool()> stop = nullptr;  ///< asked between forward passes
};

/// A network in 8 bits.
struct QuantisedModel {
  models::Bytes onnx;            ///< with the metadata of the network that it was made of
  std::size_t layers = 0;        ///< convolutions that are computed in 8 bits
  std::size_t float_layers = 0;  ///< other convolutions
  std::size_t equalised = 0;     ///< tensors whose channels were made alike
};

/// Turns the convolutions of a network to 8 bits. Weights become signed numbers with a scale for
/// each output channel. What goes from layer to layer becomes unsigned numbers with a scale for
/// each tensor. Biases have 32 bits. Fully connected layers, convolutions of one place and by
/// default the first one stay as they are. The result is plain ONNX (QDQ, operator set 13 or
/// later).
/// @param onnx a network with mien's metadata and a fixed input size
/// @param name what to call it in messages
/// @param pictures at least one, of the network's input size, as it sees them; what it computes for
/// them decides on the ranges
/// @throws Error (ErrorCode::model) if it is not such a file, has no convolution to turn, or is in
/// 8 bits already; (ErrorCode::usage) without a picture; (ErrorCode::cancelled) if `stop` says so
[[nodiscard]] QuantisedModel quantise(std::span<const std::byte> onnx, std::string_view name,
                                      std::span<const Image> pictures,
                                      const QuantiseOptions& options = {});

}  // namespace mien::quant
