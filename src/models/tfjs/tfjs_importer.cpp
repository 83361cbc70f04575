#include "models/tfjs/tfjs_importer.h"

#include <utility>

#include "core/json_reader.h"
#include "models/graph/graph_passes.h"
#include "models/tfjs/tfjs_graph.h"
#include "models/tfjs/tfjs_translator.h"
#include "models/tfjs/weights_manifest.h"

namespace mien::models {

Graph import_tfjs(std::string_view model_json, const SourceFiles& files,
                  std::vector<std::string> outputs, std::string_view name) {
  const JsonReader::Json document = JsonReader::parse(model_json, name);
  JsonReader model(document, name, "");
  const TfGraph source = read_tfjs_graph(model);
  const Weights weights = read_weights(model, files);
  if (outputs.empty()) outputs = tfjs_outputs(model, source);
  TfjsTranslator translator(weights, name);
  for (const TfNode* node : in_order(source, outputs)) translator.translate(*node);
  for (const std::string& output : outputs) translator.add_output(output);
  Graph graph = translator.take();
  simplify(graph);
  return graph;
}

}  // namespace mien::models
