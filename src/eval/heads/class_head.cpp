#include "eval/heads/class_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "eval/label_names.h"
#include "mien/core/error.h"
#include "mien/face/prior.h"

namespace mien::eval {

namespace {

/// The head's labels that are kept, as indices into them, in mien's order.
std::vector<std::size_t> kept_labels(const HeadSpec& head, std::span<const std::string> drop) {
  std::vector<std::size_t> kept;
  for (const std::string_view label : labels_of(head.attribute)) {
    const auto match = std::ranges::find(head.labels, label);
    if (match == head.labels.end() || std::ranges::find(drop, label) != drop.end()) continue;
    kept.push_back(static_cast<std::size_t>(match - head.labels.begin()));
  }
  if (kept.size() < 2) {
    throw Error(ErrorCode::usage, fmt::format("--drop: expected two classes of {} or more to be "
                                              "left, found {}",
                                              head.attribute, kept.size()));
  }
  return kept;
}

}  // namespace

ClassAnswers class_answers(const HeadSpec& head, const HeadOutputs& outputs,
                           std::span<const std::string> drop, std::optional<float> threshold) {
  const std::vector<std::size_t> kept = kept_labels(head, drop);
  const bool binary = head.kind == HeadKind::binary;
  const float from = threshold.value_or(head.threshold);
  ClassAnswers result;
  for (const std::size_t label : kept) result.labels.push_back(head.labels[label]);
  for (std::size_t start = 0; start < outputs.values.size(); start += outputs.width) {
    std::vector<float> all(outputs.values.begin() + static_cast<std::ptrdiff_t>(start),
                           outputs.values.begin() + static_cast<std::ptrdiff_t>(start) +
                               static_cast<std::ptrdiff_t>(outputs.width));
    if (binary) all = {all.front(), 1 - all.front()};
    all = with_prior(std::move(all), head.prior);
    std::vector<float> row;
    row.reserve(kept.size());
    for (const std::size_t label : kept) row.push_back(all[label]);
    const float sum = std::accumulate(row.begin(), row.end(), 0.0F);
    if (kept.size() < head.labels.size() && sum > 0) {
      for (float& value : row) value /= sum;
    }
    std::size_t chosen = static_cast<std::size_t>(std::ranges::max_element(row) - row.begin());
    if (binary) {
      const std::size_t answer = all.front() >= from ? 0 : 1;
      chosen = static_cast<std::size_t>(std::ranges::find(kept, answer) - kept.begin());
    }
    result.probabilities.insert(result.probabilities.end(), row.begin(), row.end());
    result.chosen.push_back(static_cast<std::uint32_t>(chosen));
  }
  return result;
}

void ClassSamples::add(std::size_t picture, std::uint32_t true_class, const ClassAnswers& all) {
  const std::uint32_t answer = all.chosen[picture];
  pictures.push_back(picture);
  truth.push_back(true_class);
  answers.push_back(answer);
  confidences.push_back(all.probabilities[picture * all.labels.size() + answer]);
  right.push_back(answer == true_class ? 1 : 0);
}

ClassSamples subset(const ClassSamples& samples, std::span<const std::size_t> members) {
  ClassSamples result;
  result.classes = samples.classes;
  for (const std::size_t i : members) {
    result.pictures.push_back(samples.pictures[i]);
    result.truth.push_back(samples.truth[i]);
    result.answers.push_back(samples.answers[i]);
    result.confidences.push_back(samples.confidences[i]);
    result.right.push_back(samples.right[i]);
  }
  return result;
}

Confusion confusion_of(const ClassSamples& samples, std::span<const std::uint32_t> times) {
  Confusion result(samples.classes);
  for (std::size_t i = 0; i < times.size(); ++i) {
    result.add(samples.truth[i], samples.answers[i], times[i]);
  }
  return result;
}

Scorer scorer_of(const ClassSamples& samples) {
  return {{{"accuracy"}, {"balanced accuracy"}, {"macro F1"}, {"calibration error"}},
          samples.pictures.size(),
          [&samples](std::span<const std::uint32_t> times) -> std::vector<double> {
            const Confusion confusion = confusion_of(samples, times);
            return {accuracy(confusion), balanced_accuracy(confusion), macro_f1(confusion),
                    calibration_error(calibration(samples.confidences, samples.right, times))};
          }};
}

}  // namespace mien::eval
