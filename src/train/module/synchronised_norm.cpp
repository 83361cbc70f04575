#include "train/module/synchronised_norm.h"

#include <cstdint>
#include <vector>

namespace mien::train {

torch::Tensor synchronised_norm(const torch::Tensor& x, const torch::Tensor& scale,
                                const torch::Tensor& shift, const torch::Tensor& running_mean,
                                const torch::Tensor& running_variance, double momentum,
                                double epsilon, const ProcessGroup& group) {
  const bool is_picture = x.dim() == 4;
  const std::vector<std::int64_t> all_but_channels =
      is_picture ? std::vector<std::int64_t>{0, 2, 3} : std::vector<std::int64_t>{0};
  const std::vector<std::int64_t> along_channels =
      is_picture ? std::vector<std::int64_t>{1, -1, 1, 1} : std::vector<std::int64_t>{1, -1};
  const torch::Tensor values = x.to(torch::kFloat);
  const std::int64_t values_each = x.numel() / x.size(1);
  torch::Tensor count = torch::full({1}, static_cast<double>(values_each));
  group.sum_in_place(count);
  const torch::Tensor mean = group.sum(values.sum(all_but_channels)) / count;
  // Twice through the values: the mean of squares minus the square of the mean loses digits.
  const torch::Tensor centred = values - mean.view(along_channels);
  const torch::Tensor variance = group.sum((centred * centred).sum(all_but_channels)) / count;
  if (momentum > 0) {
    const torch::NoGradGuard no_grad;
    running_mean.lerp_(mean.detach(), momentum);
    running_variance.lerp_(variance.detach() * count / (count - 1), momentum);
  }
  const torch::Tensor factor = scale * (variance + epsilon).rsqrt();
  return (centred * factor.view(along_channels) + shift.view(along_channels)).to(x.scalar_type());
}

}  // namespace mien::train
