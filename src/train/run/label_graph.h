#pragma once

#include <optional>

#include "dataset/picture_set.h"
#include "gcn/word_vectors.h"
#include "mien/nn/metadata.h"
#include "networks/named_tensors.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// What a recipe's label graph is made of and training leaves as it is. Its nodes are the labels of
/// the heads in it, in the order of the recipe's heads; those of affect are "valence" and
/// "arousal".
struct GraphConstants {
  LabelGraph about;
  WordVectors vectors;
};

/// @param train whose labels are correlated, unless the recipe names a file of correlations
/// @return nothing if the recipe has no graph
/// @throws Error as `read_word_vectors` and `read_correlations` do; (ErrorCode::input) if edges
/// follow from correlations of labels that no training picture has together
[[nodiscard]] std::optional<GraphConstants> graph_constants(const Recipe& recipe,
                                                            const dataset::PictureSet& train);

/// Puts them in place of the tensors of the graph's layer.
void set_constants(NamedTensors& tensors, const GraphConstants& constants);

}  // namespace mien::train
