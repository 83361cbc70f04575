#include "eval/heads/age_head.h"

#include <algorithm>
#include <limits>

#include "eval/age_error.h"
#include "mien/face/heads.h"

namespace mien::eval {

namespace {

constexpr double near_years = 5;

double share_inside(std::span<const std::uint8_t> all, std::span<const std::uint32_t> times) {
  double inside = 0;
  double count = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    inside += times[i] * static_cast<double>(all[i]);
    count += times[i];
  }
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : inside / count;
}

}  // namespace

std::vector<double> age_answers(const HeadSpec& head, const Predictions& predictions,
                                const HeadOutputs& outputs, std::optional<int> top) {
  std::vector<double> ages(predictions.outcomes.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < ages.size(); ++i) {
    if (predictions.outcomes[i].state != PictureOutcome::State::answered) continue;
    ages[i] = expected_age(std::span(outputs.values).subspan(i * outputs.width, outputs.width),
                           {.first = head.age_first, .top = top.value_or(head.age_top)});
  }
  return ages;
}

std::vector<AgeInterval> age_intervals(const HeadSpec& head, const Predictions& predictions,
                                       const HeadOutputs& outputs, std::span<const double> ages) {
  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  std::vector<AgeInterval> intervals(ages.size(), AgeInterval{.low = none, .high = none});
  for (std::size_t i = 0; i < ages.size(); ++i) {
    if (predictions.outcomes[i].state != PictureOutcome::State::answered) continue;
    intervals[i] = age_interval(std::span(outputs.values).subspan(i * outputs.width, outputs.width),
                                head.age_first, static_cast<float>(ages[i]), head.interval_scale);
  }
  return intervals;
}

void AgeCoverage::add(std::size_t picture, int truth, const AgeInterval& answer) {
  pictures.push_back(picture);
  inside.push_back(
      answer.low <= static_cast<float>(truth) && static_cast<float>(truth) <= answer.high ? 1 : 0);
  widths.push_back(answer.high - answer.low);
}

Scorer scorer_of(const AgeCoverage& coverage) {
  return {{{"between age_low and age_high"}, {"from age_low to age_high", Unit::years}},
          coverage.pictures.size(),
          [&coverage](std::span<const std::uint32_t> times) -> std::vector<double> {
            return {share_inside(coverage.inside, times), mean_error(coverage.widths, times)};
          }};
}

dataset::AgeInterval true_ages(const dataset::Target& target) {
  const auto possible = [](float weight) { return weight > 0; };
  const auto first = std::find_if(target.begin(), target.end(), possible);
  const auto last = std::find_if(target.rbegin(), target.rend(), possible);
  return {static_cast<int>(first - target.begin()), static_cast<int>(target.rend() - last) - 1};
}

void AgeSamples::add(std::size_t picture, const dataset::AgeInterval& truth, double answer) {
  exact = exact && truth.first == truth.last;
  pictures.push_back(picture);
  errors.push_back(age_error(truth, answer));
  inside.push_back(in_interval(truth, answer) ? 1 : 0);
}

AgeSamples subset(const AgeSamples& samples, std::span<const std::size_t> members) {
  AgeSamples result;
  result.exact = samples.exact;
  for (const std::size_t i : members) {
    result.pictures.push_back(samples.pictures[i]);
    result.errors.push_back(samples.errors[i]);
    result.inside.push_back(samples.inside[i]);
  }
  return result;
}

Scorer scorer_of(const AgeSamples& samples) {
  using Times = std::span<const std::uint32_t>;
  if (samples.exact) {
    return {{{"mean absolute error", Unit::years}, {"within 5 years"}},
            samples.pictures.size(),
            [&samples](Times times) -> std::vector<double> {
              return {mean_error(samples.errors, times),
                      share_within(samples.errors, times, near_years)};
            }};
  }
  return {{{"in the interval"}, {"distance to the interval", Unit::years}},
          samples.pictures.size(),
          [&samples](Times times) -> std::vector<double> {
            return {share_inside(samples.inside, times), mean_error(samples.errors, times)};
          }};
}

}  // namespace mien::eval
