#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "models/graph/constant.h"

namespace mien::models {

using Attribute = std::variant<std::int64_t, float, std::vector<std::int64_t>>;

/// One ONNX operation with one output.
struct GraphNode {
  std::string op;
  std::vector<std::string> inputs;
  std::string output;
  std::map<std::string, Attribute> attributes = {};
};

struct GraphValue {
  std::string name;
  Shape shape;
};

/// A network on its way to an .onnx file: ONNX operations, axes batch, channel, row, column. Nodes
/// stand in an order in which each follows those whose outputs it takes. Maps keep their keys
/// sorted, so that equal graphs give equal files.
struct Graph {
  std::string name;
  GraphValue input;
  std::vector<GraphValue> outputs;
  std::vector<GraphNode> nodes;
  std::map<std::string, Constant> constants;
};

}  // namespace mien::models
