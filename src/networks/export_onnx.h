#pragma once

#include "mien/nn/metadata.h"
#include "models/bytes.h"
#include "models/graph/graph.h"
#include "networks/named_tensors.h"
#include "networks/network_graph.h"

namespace mien::train {

struct ExportOptions {
  bool fold_batch_norm = true;  ///< into the convolution before it, where nothing else takes that
  bool half_weights = false;    ///< store weights in 16 bits; computations stay in 32
  int channel_multiple = 4;     ///< see pad_channels.h; 1 leaves the channels as they are
};

/// The network as ONNX operations. Its axes are batch (of any length), channel, row, column; the
/// picture has the size of `metadata.input`; dropout and drop path are gone. There is one output
/// for each head of the metadata. It has the features for HeadKind::identity, else the logits of
/// the graph's head whose name is `attribute`, or those of its classifier if it has no heads.
/// @throws Error (ErrorCode::model) if a tensor is missing, has another shape or a number that is
/// not finite
/// @throws Error (ErrorCode::usage) if metadata and network do not fit: no fixed picture size, not
/// its channels, or an order of axes other than NCHW. Also for a head that the network lacks or
/// that has another number of outputs. Also for a head of classes, ages or two labels without an
/// activation (outputs are logits).
[[nodiscard]] models::Graph onnx_graph(const NetworkGraph& graph, const NamedTensors& tensors,
                                       const ModelMetadata& metadata,
                                       const ExportOptions& options = {});

/// The same as an .onnx file that carries the metadata. Equal networks give equal bytes.
/// @throws Error as `onnx_graph` and `models::write_onnx` do.
[[nodiscard]] models::Bytes export_onnx(const NetworkGraph& graph, const NamedTensors& tensors,
                                        const ModelMetadata& metadata,
                                        const ExportOptions& options = {});

}  // namespace mien::train
