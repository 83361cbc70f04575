#pragma once

#include <string>
#include <vector>

#include "dataset/picture_set.h"
#include "train/module/trainable_network.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// What a network says of the pictures of a set: logits of each head, picture x values, in the
/// order of the recipe's heads.
[[nodiscard]] std::vector<torch::Tensor> predict(const Recipe& recipe,
                                                 const TrainableNetwork& network,
                                                 std::shared_ptr<const dataset::PictureSet> set,
                                                 int input_size, bool flip);

/// The scores of one head on labelled pictures.
struct HeadScores {
  std::string attribute;
  dataset::TargetKind kind = dataset::TargetKind::classes;
  std::int64_t samples = 0;
  double accuracy = 0;           ///< 0 to 1; classes, binary and identity
  double balanced_accuracy = 0;  ///< mean recall of the classes that have samples
  double mae = 0;                ///< years; age
  double loss = 0;               ///< mean cross-entropy, unweighted
};

/// Scores logits against the targets of a set. The truth of soft targets is their largest; ages
/// are scored where they are exact.
[[nodiscard]] std::vector<HeadScores> score(const Recipe& recipe, const dataset::PictureSet& set,
                                            const std::vector<torch::Tensor>& logits);

/// The number by which weights are chosen; larger is better.
/// @throws Error (ErrorCode::input) if no picture was scored for it, as where ages are intervals
[[nodiscard]] double selection_score(const Recipe& recipe, const std::vector<HeadScores>& scores);

}  // namespace mien::train
