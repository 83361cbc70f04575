#include "networks/export_onnx.h"

#include "models/graph/onnx_writer.h"
#include "networks/onnx_nodes.h"
#include "networks/onnx_outputs.h"
#include "networks/pad_channels.h"

namespace mien::train {

models::Graph onnx_graph(const NetworkGraph& graph, const NamedTensors& tensors,
                         const ModelMetadata& metadata, const ExportOptions& options) {
  check_picture(graph, metadata.input);
  const std::vector<OnnxOutput> outputs = choose_outputs(graph, metadata);
  const TranslationOptions translation{.width = metadata.input.width,
                                       .height = metadata.input.height,
                                       .fold_batch_norm = options.fold_batch_norm};
  const std::optional<WeightedNetwork> padded =
      pad_channels(graph, tensors, options.channel_multiple);
  if (padded) return translate(padded->graph, padded->tensors, outputs, translation);
  return translate(graph, tensors, outputs, translation);
}

models::Bytes export_onnx(const NetworkGraph& graph, const NamedTensors& tensors,
                          const ModelMetadata& metadata, const ExportOptions& options) {
  return models::write_onnx(onnx_graph(graph, tensors, metadata, options),
                            format_metadata(metadata), {.half_weights = options.half_weights});
}

}  // namespace mien::train
