#include "train/run/calibration.h"

#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "mien/face/heads.h"

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

double best_interval_scale(const torch::Tensor& logits, const torch::Tensor& truth, int age_top) {
  constexpr double target_share = 0.8;
  const torch::Tensor posteriors = logits.softmax(1).to(torch::kFloat).contiguous();
  const torch::Tensor ages = truth.to(torch::kLong).contiguous();
  const std::int64_t pictures = posteriors.size(0);
  const auto row = [&](std::int64_t picture) {
    const auto width = static_cast<std::size_t>(posteriors.size(1));
    return std::span(posteriors.data_ptr<float>() + picture * posteriors.size(1), width);
  };
  std::vector<float> expected;
  for (std::int64_t i = 0; i < pictures; ++i) {
    expected.push_back(expected_age(row(i), {.first = 0, .top = age_top}));
  }
  const auto covered = [&](double scale) {
    std::int64_t inside = 0;
    for (std::int64_t i = 0; i < pictures; ++i) {
      const AgeInterval range =
          age_interval(row(i), 0, expected[static_cast<std::size_t>(i)], scale);
      const auto age = static_cast<float>(ages.data_ptr<std::int64_t>()[i]);
      if (range.low <= age && age <= range.high) ++inside;
    }
    return static_cast<double>(inside) >= target_share * static_cast<double>(pictures);
  };
  double low = 0.01;
  double high = 100;
  constexpr int halvings = 40;
  for (int i = 0; i < halvings; ++i) {
    const double middle = std::sqrt(low * high);
    (covered(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace mien::train
