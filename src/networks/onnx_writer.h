#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/graph/graph.h"
#include "networks/network_graph.h"

namespace mien::train {

/// Appends constants and nodes to a graph of ONNX operations. Each function returns the name of the
/// value that it adds.
class OnnxWriter {
 public:
  std::string constant(const std::string& name, models::Shape shape, std::vector<float> values);

  /// A list of whole numbers, with one axis.
  std::string constant(const std::string& name, std::vector<std::int64_t> values);

  std::string emit(std::string op, std::vector<std::string> inputs, std::string output,
                   std::map<std::string, models::Attribute> attributes = {});

  std::string activation(Nonlinearity kind, const std::string& x, const std::string& output);

  /// Means over windows, so that the map `in` becomes one of the size `out`. ONNX has no such
  /// operation: it is a matrix before and one behind.
  std::string adaptive_average_pool(const std::string& x, Extent in, Extent out,
                                    const std::string& output);

  [[nodiscard]] models::Graph& graph() { return graph_; }

 private:
  std::string gelu(const std::string& x, const std::string& output);

  models::Graph graph_;
};

}  // namespace mien::train
