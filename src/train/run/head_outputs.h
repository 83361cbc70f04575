#pragma once

#include <string>
#include <vector>

#include "train/module/trainable_network.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// The node of a graph that answers for a head.
[[nodiscard]] int node_of(const NetworkGraph& graph, const std::string& head);

/// The nodes that the heads' losses take, in the order of the recipe: logits, but for ArcFace the
/// features before the layer whose weights are the centres.
[[nodiscard]] std::vector<int> loss_nodes(const Recipe& recipe, const NetworkGraph& graph);

/// The centres of an identity head that learns by ArcFace: [identities, features], on the CPU.
[[nodiscard]] torch::Tensor centres_of(const HeadRecipe& head, const TrainableNetwork& network);

/// The logits of a head, from what its node of `loss_nodes` gave: that itself, but for ArcFace the
/// cosines with the centres times the scale.
[[nodiscard]] torch::Tensor logits_of(const HeadRecipe& head, const TrainableNetwork& network,
                                      const torch::Tensor& output);

/// Valence and arousal of a head of affect, from its logits.
[[nodiscard]] torch::Tensor affect_of(const HeadRecipe& head, const torch::Tensor& logits);

}  // namespace mien::train
