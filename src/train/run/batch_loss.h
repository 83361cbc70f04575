#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "dataset/picture_set.h"
#include "train/losses/loss.h"
#include "train/module/trainable_network.h"
#include "train/recipe/recipe.h"
#include "train/run/teacher_answers.h"

namespace mien::train {

/// All losses of a run, for any batch of its training pictures.
class BatchLoss {
 public:
  /// @param teaching what the teachers say, one for each of the recipe's
  BatchLoss(const Recipe& recipe, const dataset::PictureSet& train,
            std::vector<TeacherAnswers> teaching);

  /// The losses of a batch, one for each head and teacher, not yet divided by their weights.
  /// @param outputs of `output_nodes`, for these pictures
  /// @param samples indices of the pictures, batch, 64-bit
  /// @param group the processes that share the batch, for losses that are no sums over pictures
  [[nodiscard]] std::vector<LossSum> parts(const std::vector<torch::Tensor>& outputs,
                                           const TrainableNetwork& network,
                                           const torch::Tensor& samples,
                                           const ProcessGroup* group = nullptr) const;

  /// Share of right answers of the first head among the labelled pictures of a batch, 0 to 1. An
  /// age is right if the most probable one is possible, affect if its signs are right.
  [[nodiscard]] double share_right(const std::vector<torch::Tensor>& outputs,
                                   const TrainableNetwork& network,
                                   const torch::Tensor& samples) const;

  /// The class of each picture for the first head; one more class for those without a label.
  [[nodiscard]] std::vector<std::size_t> classes_of_first_head() const;

  /// The factor of each part.
  [[nodiscard]] const std::vector<double>& factors() const { return factors_; }

  /// Nodes of the graph whose values the losses take.
  [[nodiscard]] std::vector<int> output_nodes(const NetworkGraph& graph) const;

 private:
  struct Head {
    HeadRecipe recipe;
    torch::Tensor targets;        // picture x values
    torch::Tensor class_weights;  // or undefined
    torch::Tensor log_priors;     // source x classes, or undefined
  };

  // The rows of `log_priors` that belong to the pictures of a batch.
  [[nodiscard]] torch::Tensor log_prior_of(const Head& head, const torch::Tensor& samples) const;

  Recipe recipe_;
  std::vector<Head> heads_;
  torch::Tensor sources_;  // of each picture
  std::vector<TeacherAnswers> teaching_;
  std::vector<double> factors_;
};

/// The sum of the parts, each divided by its weight and times its factor.
[[nodiscard]] torch::Tensor total_loss(const std::vector<LossSum>& parts,
                                       const std::vector<double>& factors);

}  // namespace mien::train
