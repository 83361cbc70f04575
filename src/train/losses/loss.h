#pragma once

#include <torch/types.h>

#include "train/losses/options.h"

namespace mien::train {

class ProcessGroup;

/// A loss as a sum over samples and what to divide it by, so that parts of a batch can be joined.
/// The loss of a batch is the sum of sums over the sum of weights.
struct LossSum {
  torch::Tensor sum;     ///< scalar, differentiable
  torch::Tensor weight;  ///< scalar, 0 where no sample is labelled
};

struct ClassLossOptions {
  /// One factor a class, as max_c N_c / N_y of the paper (eq. 2); undefined for none.
  torch::Tensor class_weights{};
  /// Added to the logits, one row for each of the batch. It holds the logarithms of the class
  /// frequencies of the data set that each picture comes from (Menon et al. 2021). Undefined for
  /// none.
  torch::Tensor log_prior{};
  /// Share of the target that is spread over the classes, 0 to 1. It is spread evenly, or with
  /// `log_prior` in its proportions. So a class that a data set lacks is not taught by it.
  float label_smoothing = 0;
  ClassWeightMean mean = ClassWeightMean::samples;
};

/// Cross-entropy with soft targets. A sample's weight is the class weight of its target (for soft
/// ones, the mean under the target); `mean` says whether the weights also divide the sum.
/// @param logits batch x classes
/// @param targets batch x classes, rows sum to 1; a row of zeros is not labelled
[[nodiscard]] LossSum class_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                                 const ClassLossOptions& options = {});

/// Binary cross-entropy.
/// @param logits batch x 1
/// @param targets batch x 1: probability of the first label; below 0 is not labelled
[[nodiscard]] LossSum binary_loss(const torch::Tensor& logits, const torch::Tensor& targets);

/// Minus the logarithm of the posterior of the ages that are possible, and a weighted distance of
/// the expected age to the nearest of them.
/// @param logits batch x ages
/// @param targets batch x ages: 1 for each possible age (one, or an interval), else 0; a row of
/// zeros is not labelled
/// @param expected_age_weight per year of error
[[nodiscard]] LossSum age_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                               float expected_age_weight);

/// The cosines of each feature (rows of `features`, [N, D]) with each centre ([C, D]): [N, C].
[[nodiscard]] torch::Tensor cosines_of(const torch::Tensor& features, const torch::Tensor& centres);

/// Additive angular margin (ArcFace, Deng et al. 2019, eq. 3); a margin of 0 is the normalised
/// softmax.
/// @param features batch x size
/// @param centres identities x size
/// @param targets batch, 64-bit: index of the identity; below 0 is not labelled
[[nodiscard]] LossSum arcface_loss(const torch::Tensor& features, const torch::Tensor& centres,
                                   const torch::Tensor& targets,
                                   const ArcFaceOptions& options = {});

/// Cross-entropy of identities.
/// @param logits batch x identities
/// @param targets batch, 64-bit: index of the identity; below 0 is not labelled
[[nodiscard]] LossSum identity_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                                    float label_smoothing = 0);

/// Lin's concordance correlation coefficient of each column, -1 to 1: 2 cov / (var + var + (mean -
/// mean)^2). All are means over the rows that have a target. It is 0 where it is not defined.
/// @param answers,targets batch x columns; a target of NaN is not labelled
/// @param published see AffectLossOptions::published_ccc
/// @return columns, differentiable
[[nodiscard]] torch::Tensor concordance(const torch::Tensor& answers, const torch::Tensor& targets,
                                        bool published = false);

/// Valence and arousal: 1 - CCC over the batch, and the mean squared error.
/// @param group whose parts of the batch the CCC is taken over together, by its sums; all of them
/// call this. Null: this process alone
/// @param answers batch x 2, as they are to be read (after tanh, if the head has it)
/// @param targets batch x 2, each -1 to 1; NaN is not labelled
[[nodiscard]] LossSum affect_loss(const torch::Tensor& answers, const torch::Tensor& targets,
                                  const AffectLossOptions& options = {},
                                  const ProcessGroup* group = nullptr);

/// 1 - cosine of the angle between student's and teacher's features.
/// @param student batch x size
/// @param teacher batch x size; a row of zeros is not taught
[[nodiscard]] LossSum feature_loss(const torch::Tensor& student, const torch::Tensor& teacher);

}  // namespace mien::train
