#include "train/losses/loss.h"

namespace mien::train {

namespace {

/// 1 where there is a target, else 0, in the type of the answers.
torch::Tensor known_of(const torch::Tensor& targets, const torch::Tensor& like) {
  return targets.isnan().logical_not().to(like.scalar_type());
}

torch::Tensor mean_of(const torch::Tensor& values, const torch::Tensor& known) {
  return (values * known).sum(0) / known.sum(0).clamp_min(1);
}

}  // namespace

torch::Tensor concordance(const torch::Tensor& answers, const torch::Tensor& targets) {
  constexpr double least_spread = 1e-9;
  const torch::Tensor known = known_of(targets, answers);
  const torch::Tensor truth = targets.nan_to_num(0).to(answers.scalar_type());
  const torch::Tensor answer_mean = mean_of(answers, known);
  const torch::Tensor truth_mean = mean_of(truth, known);
  const torch::Tensor from_answer = answers - answer_mean;
  const torch::Tensor from_truth = truth - truth_mean;
  const torch::Tensor spread = mean_of(from_answer.square() + from_truth.square(), known) +
                               (answer_mean - truth_mean).square();
  // A batch of equal numbers has neither a CCC nor a gradient.
  return 2 * mean_of(from_answer * from_truth, known) / spread.clamp_min(least_spread);
}

LossSum affect_loss(const torch::Tensor& answers, const torch::Tensor& targets,
                    const AffectLossOptions& options) {
  const torch::Tensor known = known_of(targets, answers);
  const torch::Tensor truth = targets.nan_to_num(0).to(answers.scalar_type());
  // Each column counts by its labels: the sum over both is twice the mean where both are known.
  const torch::Tensor squares = ((answers - truth).square() * known).sum() / 2;
  const torch::Tensor counts = known.sum(0);
  const torch::Tensor enough = (counts >= options.ccc_least).to(answers.scalar_type());
  const torch::Tensor apart = ((1 - concordance(answers, targets)) * counts * enough).sum() / 2;
  return {apart * options.ccc_weight + squares * options.mse_weight, counts.sum() / 2};
}

}  // namespace mien::train
