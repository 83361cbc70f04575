#pragma once

#include <onnx/onnx_pb.h>

#include <map>
#include <string>
#include <vector>

#include "quant/conv_layers.h"
#include "quant/int8_weights.h"
#include "quant/ranges.h"

namespace mien::quant {

/// A convolution and its weights in whole numbers.
struct RoundedLayer {
  ConvLayer layer;
  Int8Weights rounded;
};

/// Rewrites a graph so that engines compute its layers in 8 bits. Behind each of the tensors stand
/// a QuantizeLinear and a DequantizeLinear (QDQ). Behind the rounded weights and biases stands a
/// DequantizeLinear. A Relu or Clip that rounding makes superfluous goes away. Tensors and outputs
/// keep their names, which stand for the value after rounding.
/// @param layers whose inputs and outputs are among the tensors
void write_qdq(onnx::GraphProto& graph, const std::vector<RoundedLayer>& layers,
               const std::map<std::string, Affine>& tensors);

}  // namespace mien::quant
