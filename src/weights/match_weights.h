#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "networks/named_tensors.h"
#include "networks/network_graph.h"

namespace mien::train {

struct MatchRules {
  /// Layers that may be missing in the file, be there without being needed, or have another shape:
  /// "fc" stands for "fc" and all that begins with "fc.". Empty: everything must fit.
  std::vector<std::string> heads;
};

/// What publications call the classifiers of the paper's networks, and Inception's auxiliary one,
/// without the names under which `graph` has layers before its features ("classifier.0" of VGG).
[[nodiscard]] MatchRules without_heads(const NetworkGraph& graph);

struct MatchedWeights {
  NamedTensors tensors;                ///< those that the network needs, in its shapes
  std::vector<std::string> missing;    ///< heads that the network needs and keeps as they were
  std::vector<std::string> left_over;  ///< heads that only the file has, or in another shape
};

/// Picks the tensors that a network needs (`parameters_of` lists them). A kernel of 1x1 fits a
/// linear layer and the other way round. The counters "num_batches_tracked" of PyTorch's batch
/// normalisation are passed over.
/// @param name what to call the file in messages
/// @throws Error (ErrorCode::model) that lists what is missing, not expected or of another shape.
[[nodiscard]] MatchedWeights match_weights(std::span<const Parameter> needed,
                                           const NamedTensors& tensors, const MatchRules& rules,
                                           std::string_view name);

}  // namespace mien::train
