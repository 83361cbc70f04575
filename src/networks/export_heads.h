#pragma once

#include "mien/nn/metadata.h"
#include "models/bytes.h"
#include "networks/named_tensors.h"
#include "networks/network_graph.h"

namespace mien::train {

/// A network that takes batch x feature_size features in place of a picture and gives them back,
/// for `attach_heads` to put heads on.
/// @throws Error (ErrorCode::usage) if the size is below 1.
[[nodiscard]] NetworkGraph feature_network(int feature_size);

struct ExportHeadsOptions {
  bool half_weights = true;  ///< store weights in 16 bits; computations stay in 32
};

/// Writes the heads of a network, without the network, as an .onnx that carries the metadata. The
/// input is "features", batch x feature_size. There is one output for each head of the metadata,
/// the logits of the graph's head whose name is `attribute`. `models::join_heads` joins it with the
/// network on whose features the heads were trained; the metadata's input and crop are those of
/// that network.
/// @param graph with heads as `attach_heads` puts them on a network or on a `feature_network`
/// @param tensors those of the heads, "heads.NAME.weight" and ".bias"; others are ignored
/// @throws Error (ErrorCode::model) if a tensor is missing, has another shape or a number that is
/// not finite, or beyond 16 bits; (ErrorCode::usage) if the graph has no heads, a head takes
/// anything but the features, or the metadata do not fit (as `export_onnx`; also a head of kind
/// identity or tensor).
[[nodiscard]] models::Bytes export_heads(const NetworkGraph& graph, const NamedTensors& tensors,
                                         const ModelMetadata& metadata,
                                         const ExportHeadsOptions& options = {});

}  // namespace mien::train
