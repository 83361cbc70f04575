#include "train/run/head_outputs.h"

#include <algorithm>

#include "train/losses/loss.h"

namespace mien::train {

int node_of(const NetworkGraph& graph, const std::string& head) {
  const auto match =
      std::find_if(graph.heads.begin(), graph.heads.end(),
                   [&](const GraphHead& candidate) { return candidate.name == head; });
  return match->node;
}

std::vector<int> loss_nodes(const Recipe& recipe, const NetworkGraph& graph) {
  std::vector<int> nodes;
  for (const HeadRecipe& head : recipe.heads) {
    const int logits = node_of(graph, head.attribute);
    nodes.push_back(head.arcface ? graph.nodes[logits].inputs.front() : logits);
  }
  return nodes;
}

torch::Tensor centres_of(const HeadRecipe& head, const TrainableNetwork& network) {
  return network.tensor("heads." + head.attribute + ".weight").to(torch::kCPU);
}

torch::Tensor logits_of(const HeadRecipe& head, const TrainableNetwork& network,
                        const torch::Tensor& output) {
  if (!head.arcface) return output;
  return cosines_of(output, centres_of(head, network)) * head.arcface->scale;
}

torch::Tensor affect_of(const HeadRecipe& head, const torch::Tensor& logits) {
  return head.tanh ? logits.tanh() : logits;
}

}  // namespace mien::train
