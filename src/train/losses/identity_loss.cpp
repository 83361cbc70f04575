#include <cmath>
#include <numbers>

#include "train/losses/loss.h"

namespace mien::train {

LossSum identity_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                      float label_smoothing) {
  const torch::Tensor losses = at::cross_entropy_loss(logits, targets.clamp_min(0), {},
                                                      at::Reduction::None, -100, label_smoothing);
  const torch::Tensor labelled = (targets >= 0).to(torch::kFloat);
  return {(losses * labelled).sum(), labelled.sum()};
}

torch::Tensor cosines_of(const torch::Tensor& features, const torch::Tensor& centres) {
  constexpr double epsilon = 1e-12;
  return at::linear(features / features.norm(2, {1}, true).clamp_min(epsilon),
                    centres / centres.norm(2, {1}, true).clamp_min(epsilon));
}

LossSum arcface_loss(const torch::Tensor& features, const torch::Tensor& centres,
                     const torch::Tensor& targets, const ArcFaceOptions& options) {
  const torch::Tensor cosines = cosines_of(features, centres);
  const torch::Tensor index = targets.clamp_min(0).unsqueeze(1);
  // The derivative of the sine is infinite where the cosine is 1 or -1.
  const torch::Tensor cosine = cosines.gather(1, index).clamp(-1 + 1e-6, 1 - 1e-6);
  const torch::Tensor sine = (1 - cosine * cosine).sqrt();
  const double m = options.margin;
  const torch::Tensor shifted = cosine * std::cos(m) - sine * std::sin(m);
  // Beyond pi - m the angle plus margin would wrap round; the published code then goes on linearly.
  const torch::Tensor target =
      torch::where(cosine > std::cos(std::numbers::pi - m), shifted, cosine - m * std::sin(m));
  return identity_loss(cosines.scatter(1, index, target) * options.scale, targets);
}

}  // namespace mien::train
