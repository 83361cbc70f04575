#include "mien/face/heads.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "mien/core/error.h"

namespace mien {

std::vector<float> softmax(std::span<const float> logits) {
  std::vector<float> result(logits.begin(), logits.end());
  if (result.empty()) return result;
  const float highest = std::ranges::max(result);
  float sum = 0;
  for (float& value : result) sum += value = std::exp(value - highest);
  for (float& value : result) value /= sum;
  return result;
}

float expected_age(std::span<const float> posteriors, const ExpectedAgeOptions& options) {
  const bool possible = std::ranges::all_of(posteriors, [](float p) { return p >= 0; }) &&
                        std::ranges::any_of(posteriors, [](float p) { return p > 0; });
  if (!possible || options.top < 1) {
    throw Error(ErrorCode::model,
                fmt::format("expected age: expected posteriors of at least 0, not "
                            "all of them 0, and L of at least 1, found {} "
                            "posteriors and L = {}",
                            posteriors.size(), options.top));
  }
  std::vector<std::size_t> ages(posteriors.size());
  std::iota(ages.begin(), ages.end(), std::size_t{0});
  const std::size_t count = std::min(ages.size(), static_cast<std::size_t>(options.top));
  std::partial_sort(ages.begin(), ages.begin() + static_cast<std::ptrdiff_t>(count), ages.end(),
                    [&](std::size_t a, std::size_t b) {
                      return posteriors[a] > posteriors[b] ||
                             (posteriors[a] == posteriors[b] && a < b);
                    });
  double weighted = 0;
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double p = posteriors[ages[i]];
    weighted += p * static_cast<double>(ages[i]);
    sum += p;
  }
  return static_cast<float>(weighted / sum + options.first);
}

AgeInterval age_interval(std::span<const float> posteriors, int first, float age, double scale) {
  constexpr double outside = 0.1;
  const double sum = std::accumulate(posteriors.begin(), posteriors.end(), 0.0);
  const auto quantile = [&](double share) {
    double below = 0;
    for (std::size_t i = 0; i < posteriors.size(); ++i) {
      const double mass = posteriors[i] / sum;
      if (mass > 0 && below + mass >= share) {
        return first + static_cast<double>(i) - 0.5 + (share - below) / mass;
      }
      below += mass;
    }
    return first + static_cast<double>(posteriors.size()) - 0.5;
  };
  const double low = quantile(outside);
  const double high = quantile(1 - outside);
  const double middle = (low + high) / 2;
  const double half = scale * (high - low) / 2;
  return {.low = static_cast<float>(std::clamp(middle - half, 0.0, std::max(0.0, double{age}))),
          .high = static_cast<float>(std::max(middle + half, double{age}))};
}

Classification choose_class(std::span<const std::string> labels,
                            std::span<const float> probabilities) {
  if (labels.empty() || labels.size() != probabilities.size()) {
    throw Error(ErrorCode::model, fmt::format("classes: expected a probability for each of {} "
                                              "labels, found {}",
                                              labels.size(), probabilities.size()));
  }
  Classification result;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    result.probabilities.push_back({labels[i], probabilities[i]});
  }
  const auto best = std::ranges::max_element(probabilities);
  result.label = labels[static_cast<std::size_t>(best - probabilities.begin())];
  return result;
}

Classification choose_binary(std::span<const std::string> labels, float probability,
                             float threshold) {
  if (labels.size() != 2) {
    throw Error(ErrorCode::model,
                fmt::format("two classes: expected 2 labels, found {}", labels.size()));
  }
  return {labels[probability >= threshold ? 0 : 1],
          {{labels[0], probability}, {labels[1], 1 - probability}}};
}

Classification without_class(Classification answer, std::string_view label) {
  std::vector<LabelProbability>& kept = answer.probabilities;
  const auto named = std::ranges::find(kept, label, &LabelProbability::label);
  if (named == kept.end() || kept.size() == 1) return answer;
  kept.erase(named);
  double sum = 0;
  for (const LabelProbability& entry : kept) sum += entry.probability;
  for (LabelProbability& entry : kept) {
    const double share = sum > 0 ? entry.probability / sum : 1 / static_cast<double>(kept.size());
    entry.probability = static_cast<float>(share);
  }
  answer.label = std::ranges::max_element(kept, {}, &LabelProbability::probability)->label;
  return answer;
}

std::vector<float> l2_normalised(std::span<const float> feature) {
  double sum = 0;
  for (const float value : feature) sum += static_cast<double>(value) * value;
  std::vector<float> result(feature.begin(), feature.end());
  if (sum > 0) {
    const auto scale = static_cast<float>(1 / std::sqrt(sum));
    for (float& value : result) value *= scale;
  }
  return result;
}

}  // namespace mien
