#pragma once

#include "networks/network_graph.h"

namespace mien::train {

struct FeaturePooling {
  bool maximum = false;         ///< the features are the maxima of the last maps, not their means
  bool last_activation = true;  ///< false: the features are taken before the last activation
  double scale = 1;             ///< by which the features are multiplied, above 0
};

/// The same network with features pooled otherwise. The maximum before a ReLU is what Emotion-GCN
/// takes; parameters and their names stay. A graph begins with weights that suit features about as
/// large as 1. Some networks have maxima of tens, which start so far from the labels that a loss of
/// CCC hardly has a gradient. `scale` brings them near 1.
/// @throws Error (ErrorCode::usage) if the features are not the global means of maps, or there is
/// no activation before them that could be left out
[[nodiscard]] NetworkGraph pool_features(NetworkGraph graph, const FeaturePooling& pooling);

}  // namespace mien::train
