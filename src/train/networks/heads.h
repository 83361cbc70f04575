#pragma once

#include <span>
#include <string>

#include "train/networks/network_graph.h"

namespace mien::train {

/// A head on the features: a linear layer, after a hidden one with ReLU if `hidden` is not 0.
struct HeadLayout {
  std::string name;  ///< what it tells, such as "emotion"
  int outputs = 0;   ///< values (logits): classes, 1 for a binary head, ages
  int hidden = 0;    ///< width of the hidden layer; 0 for none
};

/// Puts heads in place of a classifier. The dropout of `graph.head_dropout` lies between features
/// and heads. Parameters are named "heads.NAME.weight" and ".bias", and of a hidden layer
/// "heads.NAME.hidden.weight" and ".bias".
/// @throws Error (ErrorCode::usage) if there is no head, a name is empty or comes twice, or a width
/// is out of range (outputs below 1, hidden below 0).
[[nodiscard]] NetworkGraph attach_heads(NetworkGraph graph, std::span<const HeadLayout> heads);

}  // namespace mien::train
