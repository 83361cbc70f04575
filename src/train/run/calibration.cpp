#include "train/run/calibration.h"

#include <cmath>
#include <numbers>

namespace mien::train {

double calibration_error(const torch::Tensor& logits, const torch::Tensor& truth, int bins) {
  const auto [confidence, answers] = logits.softmax(1).max(1);
  const torch::Tensor right = answers.eq(truth).to(torch::kFloat);
  const torch::Tensor bin = (confidence * bins).to(torch::kLong).clamp_max(bins - 1);
  double error = 0;
  for (int i = 0; i < bins; ++i) {
    const torch::Tensor members = bin.eq(i);
    const auto count = members.sum().item<double>();
    if (count == 0) continue;
    const double gap = confidence.masked_select(members).mean().item<double>() -
                       right.masked_select(members).mean().item<double>();
    error += std::abs(gap) * count / static_cast<double>(truth.size(0));
  }
  return error;
}

double best_temperature(const torch::Tensor& logits, const torch::Tensor& truth) {
  const auto loss = [&](double log_temperature) {
    return at::cross_entropy_loss(logits / std::exp(log_temperature), truth).item<double>();
  };
  // Golden section in the logarithm: the loss is convex in 1 / T, so it has one valley.
  constexpr double shrink = std::numbers::phi - 1;
  double low = std::log(0.05);
  double high = std::log(20.0);
  while (high - low > 1e-3) {
    const double left = high - shrink * (high - low);
    const double right = low + shrink * (high - low);
    if (loss(left) < loss(right)) {
      high = right;
    } else {
      low = left;
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace mien::train
