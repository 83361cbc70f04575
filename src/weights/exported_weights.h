#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "networks/named_tensors.h"
#include "networks/network_graph.h"
#include "weights/channel_statistics.h"

namespace mien::train {

/// The parameters of a network that mien exported, to train it further. An exported .onnx has batch
/// normalisation folded into its convolutions; this puts it back, with running statistics that are
/// measured on the caller's pictures. In evaluation mode the result computes what the file does.
/// Weights of 16 bits are read as well. Where PyTorch has exported the network and numbered its
/// convolutions, they are told by their order.
/// @param onnx a file of `export_onnx` or of PyTorch
/// @param name what to call it in messages
/// @param graph the network that is to be trained; its names are looked for in the file
/// @param next_batch a few hundred pictures, prepared and sized as for training
/// @throws Error (ErrorCode::model) if the file is not an .onnx, or has a convolution of the
/// network without its bias, or there are no pictures.
[[nodiscard]] NamedTensors read_exported_weights(std::span<const std::byte> onnx,
                                                 std::string_view name, const NetworkGraph& graph,
                                                 const BatchSource& next_batch);

/// Whether a file of weights is an .onnx without batch normalisation of the network's names.
[[nodiscard]] bool has_folded_norms(const NamedTensors& tensors, const NetworkGraph& graph);

}  // namespace mien::train
