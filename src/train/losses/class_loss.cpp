#include "train/losses/loss.h"

namespace mien::train {

LossSum class_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                   const ClassLossOptions& options) {
  torch::Tensor smoothed = targets;
  if (options.label_smoothing > 0) {
    const torch::Tensor labelled = targets.sum(1, true);
    const torch::Tensor even =
        torch::full_like(targets, 1.0 / static_cast<double>(targets.size(1)));
    const torch::Tensor spread = options.log_prior.defined() ? options.log_prior.softmax(1) : even;
    smoothed =
        targets * (1 - options.label_smoothing) + labelled * spread * options.label_smoothing;
  }
  const torch::Tensor weighted =
      options.class_weights.defined() ? smoothed * options.class_weights : smoothed;
  const torch::Tensor scores = options.log_prior.defined() ? logits + options.log_prior : logits;
  return {-(weighted * scores.log_softmax(1)).sum(),
          options.mean == ClassWeightMean::weights ? weighted.sum() : smoothed.sum()};
}

LossSum binary_loss(const torch::Tensor& logits, const torch::Tensor& targets) {
  const torch::Tensor labelled = (targets >= 0).to(torch::kFloat);
  const torch::Tensor losses = at::binary_cross_entropy_with_logits(logits, targets.clamp_min(0),
                                                                    {}, {}, at::Reduction::None);
  return {(losses * labelled).sum(), labelled.sum()};
}

}  // namespace mien::train
