#include <limits>

#include "train/losses/loss.h"

namespace mien::train {

LossSum age_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                 float expected_age_weight) {
  constexpr float impossible = -std::numeric_limits<float>::infinity();
  const torch::Tensor labelled = targets.amax(1) > 0;
  const torch::Tensor known = labelled.to(torch::kFloat);
  const torch::Tensor posteriors = logits.log_softmax(1);
  // Rows without a label take all ages, so that no gradient is infinite; they are masked below.
  const torch::Tensor possible = (targets > 0).logical_or(labelled.logical_not().unsqueeze(1));
  const torch::Tensor likelihood =
      posteriors.masked_fill(possible.logical_not(), impossible).logsumexp(1);
  torch::Tensor losses = -likelihood;
  if (expected_age_weight > 0) {
    const torch::Tensor ages = torch::arange(logits.size(1), logits.options());
    const torch::Tensor expected = (posteriors.exp() * ages).sum(1);
    const torch::Tensor youngest =
        ages.expand_as(targets).masked_fill(possible.logical_not(), -impossible).amin(1);
    const torch::Tensor oldest =
        ages.expand_as(targets).masked_fill(possible.logical_not(), impossible).amax(1);
    losses = losses + expected_age_weight *
                          ((youngest - expected).clamp_min(0) + (expected - oldest).clamp_min(0));
  }
  return {(losses * known).sum(), known.sum()};
}

}  // namespace mien::train
