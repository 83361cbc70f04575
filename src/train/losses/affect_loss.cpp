#include "train/losses/loss.h"
#include "train/parallel/process_group.h"

namespace mien::train {

namespace {

/// 1 where there is a target, else 0, in double precision.
torch::Tensor known_of(const torch::Tensor& targets) {
  return targets.isnan().logical_not().to(torch::kDouble);
}

/// What a CCC needs to know of a column: how many rows have a target, and the sums of answers,
/// targets, their squares and their products: [6, columns]. Those of several parts of a batch add
/// up, which CCCs do not.
torch::Tensor sums_of(const torch::Tensor& answers, const torch::Tensor& targets) {
  const torch::Tensor known = known_of(targets);
  const torch::Tensor x = answers.to(torch::kDouble) * known;
  const torch::Tensor y = targets.nan_to_num(0).to(torch::kDouble);
  return at::stack(
      {known.sum(0), x.sum(0), y.sum(0), (x * x).sum(0), (y * y).sum(0), (x * y).sum(0)});
}

torch::Tensor concordance_of(const torch::Tensor& sums, bool published) {
  constexpr double least_spread = 1e-9;
  const torch::Tensor count = sums[0].clamp_min(1);
  const torch::Tensor mean_x = sums[1] / count;
  const torch::Tensor mean_y = sums[2] / count;
  torch::Tensor variances = (sums[3] + sums[4]) / count - mean_x.square() - mean_y.square();
  if (published) variances = variances * count / (count - 1).clamp_min(1);
  const torch::Tensor covariance = sums[5] / count - mean_x * mean_y;
  // A batch of equal numbers has neither a CCC nor a gradient.
  return 2 * covariance / (variances + (mean_x - mean_y).square()).clamp_min(least_spread);
}

/// The sums over all processes, of which this one's are differentiable.
torch::Tensor shared_sums(const torch::Tensor& sums, const ProcessGroup& group) {
  torch::Tensor all = sums.detach().clone();
  group.sum_in_place(all);
  return sums + (all - sums.detach());
}

}  // namespace

torch::Tensor concordance(const torch::Tensor& answers, const torch::Tensor& targets,
                          bool published) {
  return concordance_of(sums_of(answers, targets), published).to(answers.scalar_type());
}

LossSum affect_loss(const torch::Tensor& answers, const torch::Tensor& targets,
                    const AffectLossOptions& options, const ProcessGroup* group) {
  // Each column counts by its labels: the sum over both is twice the mean where both are known.
  const torch::Tensor own = sums_of(answers, targets);
  const torch::Tensor sums = group == nullptr ? own : shared_sums(own, *group);
  const torch::Tensor counts = sums[0].detach();
  const torch::Tensor enough = (counts >= options.ccc_least).to(torch::kDouble);
  torch::Tensor apart =
      ((1 - concordance_of(sums, options.published_ccc)) * counts * enough).sum() / 2;
  const torch::Tensor weight = own[0].detach().sum() / 2;
  if (group != nullptr) {
    // The value is this process's share, so that all add up to the loss once. The gradient is that
    // of the whole: nobody else can tell what this process's answers do to it.
    const torch::Tensor share = weight / (counts.sum() / 2).clamp_min(1e-12);
    apart = apart - apart.detach() * (1 - share);
  }
  const torch::Tensor off = answers.to(torch::kDouble) - targets.nan_to_num(0);
  const torch::Tensor squares = (off.square() * known_of(targets)).sum() / 2;
  const auto type = answers.scalar_type();
  return {(apart * options.ccc_weight + squares * options.mse_weight).to(type), weight.to(type)};
}

}  // namespace mien::train
