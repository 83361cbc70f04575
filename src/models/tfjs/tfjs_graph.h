#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/json_reader.h"
#include "models/graph/constant.h"

namespace mien::models {

/// One node of a TensorFlow graph as TensorFlow.js writes it.
struct TfNode {
  std::string name;
  std::string op;
  std::vector<std::string> inputs;  ///< names of nodes; control inputs are left out
  std::map<std::string, Shape> integers = {};
  std::map<std::string, std::vector<std::string>> texts = {};
  std::map<std::string, bool> flags = {};

  /// "Conv2D node conv1", for messages.
  [[nodiscard]] std::string describe() const;
};

/// @throws Error (ErrorCode::model) that names the node and says what it was expected to have.
[[noreturn]] void refuse_node(const TfNode& node, std::string_view expected,
                              std::string_view actual);

using TfGraph = std::map<std::string, TfNode>;

/// Reads the nodes of a graph model ("modelTopology").
/// @throws Error (ErrorCode::model) if it is not one, or a node's name appears twice.
[[nodiscard]] TfGraph read_tfjs_graph(JsonReader& model);

/// The outputs that the model's signature names, sorted; without one, the nodes that no node takes.
[[nodiscard]] std::vector<std::string> tfjs_outputs(JsonReader& model, const TfGraph& graph);

/// The nodes that the outputs need, each after its inputs.
/// @throws Error (ErrorCode::model) for an input that does not exist and for a cycle.
[[nodiscard]] std::vector<const TfNode*> in_order(const TfGraph& graph,
                                                  const std::vector<std::string>& outputs);

}  // namespace mien::models
