#include "eval/agreement.h"

#include <cmath>
#include <numeric>

namespace mien::eval {

namespace {

int sign(double value) { return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0); }

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

Agreement agreement(std::span<const double> truth, std::span<const double> answers,
                    std::span<const std::uint32_t> times) {
  const double samples = times.empty() ? static_cast<double>(truth.size())
                                       : std::accumulate(times.begin(), times.end(), 0.0);
  const auto share = [&](std::size_t i) { return (times.empty() ? 1.0 : times[i]) / samples; };
  double truth_mean = 0;
  double answer_mean = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    truth_mean += truth[i] * share(i);
    answer_mean += answers[i] * share(i);
  }
  double truth_variance = 0;
  double answer_variance = 0;
  double covariance = 0;
  double square = 0;
  double agreeing = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double from_truth = truth[i] - truth_mean;
    const double from_answer = answers[i] - answer_mean;
    truth_variance += from_truth * from_truth * share(i);
    answer_variance += from_answer * from_answer * share(i);
    covariance += from_truth * from_answer * share(i);
    square += (truth[i] - answers[i]) * (truth[i] - answers[i]) * share(i);
    if (sign(truth[i]) == sign(answers[i])) agreeing += share(i);
  }
  const double shift = truth_mean - answer_mean;
  return {.ccc = ratio(2 * covariance, truth_variance + answer_variance + shift * shift),
          .pcc = ratio(covariance, std::sqrt(truth_variance * answer_variance)),
          .rmse = std::sqrt(square),
          .sagr = agreeing};
}

}  // namespace mien::eval
