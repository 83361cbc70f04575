#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dataset/encoded_pictures.h"
#include "mien/models/model_store.h"
#include "networks/named_tensors.h"
#include "networks/network_graph.h"
#include "train/recipe/recipe.h"
#include "train/run/label_graph.h"

namespace mien::train {

/// The layer of the student that imitates the features of a teacher, when it is not as long itself.
struct FeatureTeacher {
  std::string name;  ///< of the head that is added for it
  int size = 0;      ///< of the teacher's features
};

/// The graph of a recipe: base, hidden layers, heads.
/// @param identities outputs of each head of identity, in the order of the recipe's heads; 0 for
/// the others
/// @param word_size numbers of a word vector; read if the recipe has a graph over labels
[[nodiscard]] NetworkGraph graph_of(const Recipe& recipe, const std::vector<int>& identities,
                                    const std::vector<FeatureTeacher>& teachers, int word_size = 0);

/// Random weights (He et al. 2015: normal, variance 2 / fan-out for convolutions; uniform in
/// +-1 / sqrt(fan-in) for linear layers, 0 for biases), from the seed and the names alone.
[[nodiscard]] NamedTensors random_weights(const NetworkGraph& graph, std::uint64_t seed);

/// Where a run starts.
struct InitialWeights {
  NamedTensors tensors;
  std::vector<std::string> random;  ///< names of what the recipe's weights do not have
};

/// The weights of `recipe.network.weights`, and random ones for what they lack.
/// @param pictures training pictures, on which batch norms that were folded away are measured
/// @param label_graph what the graph over labels is made of, whatever the stored weights have of it
/// @throws Error (ErrorCode::model) if nothing of the base is found in them or a shape differs
[[nodiscard]] InitialWeights initial_weights(const Recipe& recipe, const NetworkGraph& graph,
                                             const dataset::EncodedPictures& pictures,
                                             const std::optional<GraphConstants>& label_graph = {});

}  // namespace mien::train
