#include "train/losses/loss.h"

namespace mien::train {

LossSum feature_loss(const torch::Tensor& student, const torch::Tensor& teacher) {
  constexpr double epsilon = 1e-8;
  const torch::Tensor taught = (teacher.abs().amax(1) > 0).to(torch::kFloat);
  const torch::Tensor cosine =
      (student * teacher).sum(1) / (student.norm(2, 1) * teacher.norm(2, 1)).clamp_min(epsilon);
  return {((1 - cosine) * taught).sum(), taught.sum()};
}

}  // namespace mien::train
