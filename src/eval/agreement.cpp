#include "eval/agreement.h"

#include <cmath>

namespace mien::eval {

namespace {

int sign(double value) { return (value > 0 ? 1 : 0) - (value < 0 ? 1 : 0); }

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

}  // namespace

Agreement agreement(std::span<const double> truth, std::span<const double> answers) {
  const auto samples = static_cast<double>(truth.size());
  double truth_mean = 0;
  double answer_mean = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    truth_mean += truth[i] / samples;
    answer_mean += answers[i] / samples;
  }
  double truth_variance = 0;
  double answer_variance = 0;
  double covariance = 0;
  double square = 0;
  double agreeing = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const double from_truth = truth[i] - truth_mean;
    const double from_answer = answers[i] - answer_mean;
    truth_variance += from_truth * from_truth / samples;
    answer_variance += from_answer * from_answer / samples;
    covariance += from_truth * from_answer / samples;
    square += (truth[i] - answers[i]) * (truth[i] - answers[i]) / samples;
    agreeing += sign(truth[i]) == sign(answers[i]) ? 1 : 0;
  }
  const double shift = truth_mean - answer_mean;
  return {.ccc = ratio(2 * covariance, truth_variance + answer_variance + shift * shift),
          .pcc = ratio(covariance, std::sqrt(truth_variance * answer_variance)),
          .rmse = std::sqrt(square),
          .sagr = agreeing / samples};
}

}  // namespace mien::eval
