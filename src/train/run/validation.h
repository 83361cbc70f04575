#pragma once

#include <string>
#include <vector>

#include "dataset/encoded_pictures.h"
#include "dataset/picture_set.h"
#include "eval/agreement.h"
#include "train/module/trainable_network.h"
#include "train/recipe/recipe.h"

namespace mien::train {

/// What a network says of the pictures of a set.
struct Predictions {
  /// Logits of each head, picture x values, in the order of the recipe's heads. Those of a picture
  /// that cannot be read are NaN.
  std::vector<torch::Tensor> logits;
  std::vector<dataset::CorruptPicture> corrupt;  ///< the pictures that cannot be read
};

/// @param flip the mean of the logits of each picture and its mirror image
/// @throws Error (ErrorCode::input) if more pictures cannot be read than the recipe allows
[[nodiscard]] Predictions predict(const Recipe& recipe, const TrainableNetwork& network,
                                  const std::shared_ptr<const dataset::PictureSet>& set,
                                  int input_size, bool flip);

/// Indices of the pictures that a head is scored on: those that could be read and have a label (of
/// ages: an exact one; of affect: both numbers).
[[nodiscard]] torch::Tensor scored_pictures(dataset::TargetKind kind, const torch::Tensor& targets,
                                            const torch::Tensor& logits);

/// The scores of one head on labelled pictures.
struct HeadScores {
  std::string attribute;
  dataset::TargetKind kind = dataset::TargetKind::classes;
  std::int64_t samples = 0;
  double accuracy = 0;           ///< 0 to 1; classes, binary and identity
  double balanced_accuracy = 0;  ///< mean recall of the classes that have samples
  double mae = 0;                ///< years; age
  double loss = 0;               ///< mean cross-entropy, unweighted; affect: the loss of the head
  eval::Agreement valence{};     ///< affect
  eval::Agreement arousal{};     ///< affect
};

/// Scores logits against the targets of a set. The truth of soft targets is their largest; ages
/// are scored where they are exact.
[[nodiscard]] std::vector<HeadScores> score(const Recipe& recipe, const dataset::PictureSet& set,
                                            const std::vector<torch::Tensor>& logits);

/// The number by which weights are chosen; larger is better.
/// @throws Error (ErrorCode::input) if no picture was scored for it, as where ages are intervals
[[nodiscard]] double selection_score(const Recipe& recipe, const std::vector<HeadScores>& scores);

}  // namespace mien::train
