#include "paper/protocols/emotion_answers.h"

#include <algorithm>

#include "mien/core/error.h"

namespace mien::paper {

namespace {

Cell percent_cell(double value, const eval::Interval& interval) {
  return {.value = percent * value, .interval = {percent * interval.low, percent * interval.high}};
}

std::vector<double> two_scores(const eval::ClassSamples& samples,
                               std::span<const std::uint32_t> times) {
  const eval::Confusion confusion = confusion_of(samples, times);
  return {accuracy(confusion), balanced_accuracy(confusion)};
}

std::vector<Cell> cells_of(std::size_t samples, const eval::ResampledScores& scores,
                           const eval::BootstrapOptions& options) {
  const std::vector<std::uint32_t> once(samples, 1);
  const std::vector<double> values = scores(once);
  const std::vector<eval::Interval> intervals = eval::bootstrap(samples, {}, scores, options);
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < values.size(); ++i)
    cells.push_back(percent_cell(values[i], intervals[i]));
  return cells;
}

}  // namespace

eval::ClassSamples emotion_samples(const eval::Evaluation& evaluation,
                                   std::span<const std::string> drop) {
  const auto head =
      std::ranges::find(evaluation.heads, "emotion", &eval::HeadEvaluation::attribute);
  if (head == evaluation.heads.end()) {
    throw Error(ErrorCode::model,
                "expected a model that reads expressions, found none of its heads");
  }
  const auto index = static_cast<std::size_t>(head - evaluation.heads.begin());
  const std::vector<std::string>& truths = evaluation.set.heads[index].labels;
  eval::ClassAnswers kept;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < head->answers.labels.size(); ++i) {
    if (std::ranges::find(drop, head->answers.labels[i]) != drop.end()) continue;
    kept.labels.push_back(head->answers.labels[i]);
    places.push_back(i);
  }
  eval::ClassSamples samples;
  samples.classes = kept.labels.size();
  for (std::size_t i = 0; i < evaluation.set.pictures.size(); ++i) {
    const float* row = head->answers.probabilities.data() + i * head->answers.labels.size();
    std::uint32_t best = 0;
    for (std::size_t k = 0; k < places.size(); ++k) {
      kept.probabilities.push_back(row[places[k]]);
      if (row[places[k]] > row[places[best]]) best = static_cast<std::uint32_t>(k);
    }
    kept.chosen.push_back(best);
    const auto truth = eval::true_class(evaluation.set.pictures[i].targets[index]);
    if (!truth || evaluation.outcomes[i].state != eval::PictureOutcome::State::answered) continue;
    const auto place = std::ranges::find(kept.labels, truths[*truth]);
    if (place == kept.labels.end()) continue;
    samples.add(i, static_cast<std::uint32_t>(place - kept.labels.begin()), kept);
  }
  return samples;
}

std::vector<Cell> emotion_cells(const eval::ClassSamples& samples,
                                const eval::BootstrapOptions& options) {
  return cells_of(
      samples.pictures.size(),
      [&](std::span<const std::uint32_t> times) { return two_scores(samples, times); }, options);
}

std::vector<Cell> emotion_differences(const eval::ClassSamples& a, const eval::ClassSamples& b,
                                      const eval::BootstrapOptions& options) {
  if (a.pictures != b.pictures || a.truth != b.truth) {
    throw Error(ErrorCode::usage, "expected answers for the same pictures, found others");
  }
  return cells_of(
      a.pictures.size(),
      [&](std::span<const std::uint32_t> times) {
        std::vector<double> difference = two_scores(a, times);
        const std::vector<double> other = two_scores(b, times);
        for (std::size_t i = 0; i < difference.size(); ++i) difference[i] -= other[i];
        return difference;
      },
      options);
}

}  // namespace mien::paper
