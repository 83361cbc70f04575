#include "models/tflite/tflite_importer.h"

#include "models/graph/graph_passes.h"
#include "models/tfjs/tfjs_translator.h"
#include "models/tflite/operators.h"
#include "models/tflite/tensors.h"

namespace mien::models {

Graph import_tflite(std::span<const std::byte> bytes, std::vector<std::string> outputs,
                    std::string_view name) {
  const tflite::Model& model = tflite::checked_model(bytes, name);
  tflite::Tensors tensors(model, name);
  const tflite::TensorFlowNetwork source = tflite::to_tensorflow(model, tensors, name);
  if (outputs.empty()) {
    for (const std::int32_t output : *model.subgraphs()->Get(0)->outputs()) {
      outputs.push_back(tensors.name(output));
    }
  }
  TfjsTranslator translator(source.weights, name);
  for (const TfNode* node : in_order(source.graph, outputs)) translator.translate(*node);
  for (const std::string& output : outputs) translator.add_output(output);
  Graph graph = translator.take();
  simplify(graph);
  return graph;
}

}  // namespace mien::models
