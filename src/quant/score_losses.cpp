#include "quant/score_losses.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>

namespace mien::quant {

namespace {

/// A score that decides, and its bar.
struct Bar {
  std::string_view score;
  double largest_loss;
  bool lower_is_better;
};

constexpr std::array bars = {
    Bar{"accuracy", 0.003, false},          Bar{"in the interval", 0.003, false},
    Bar{"mean absolute error", 0.05, true}, Bar{"distance to the interval", 0.05, true},
    Bar{"valence CCC", 0.01, false},        Bar{"arousal CCC", 0.01, false},
};

/// The mean distance of two answers for the pictures that both answered.
template <typename Distance>
double mean_distance(const eval::Evaluation& before, const eval::Evaluation& after,
                     const Distance& distance) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::min(before.outcomes.size(), after.outcomes.size()); ++i) {
    if (before.outcomes[i].state != eval::PictureOutcome::State::answered ||
        after.outcomes[i].state != eval::PictureOutcome::State::answered) {
      continue;
    }
    sum += distance(i);
    ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

double moved(const eval::Evaluation& before, const eval::Evaluation& after, std::size_t head,
             std::string_view score) {
  const eval::HeadEvaluation& floats = before.heads[head];
  const eval::HeadEvaluation& rounded = after.heads[head];
  return mean_distance(before, after, [&](std::size_t i) -> double {
    if (!floats.ages.empty()) return std::abs(floats.ages[i] - rounded.ages[i]);
    if (floats.affects.empty()) {
      return floats.answers.chosen[i] == rounded.answers.chosen[i] ? 0 : 1;
    }
    const Affect& original = floats.affects[i];
    const Affect& changed = rounded.affects[i];
    return score.starts_with("valence") ? std::abs(original.valence - changed.valence)
                                        : std::abs(original.arousal - changed.arousal);
  });
}

}  // namespace

bool ScoreLoss::is_accepted() const {
  // Scores are shares of whole pictures: a loss of exactly the bar must not fail by rounding.
  constexpr double rounding = 1e-9;
  return loss <= bar + rounding;
}

std::vector<ScoreLoss> score_losses(const eval::Evaluation& before, const eval::Evaluation& after) {
  std::vector<ScoreLoss> losses;
  for (std::size_t h = 0; h < std::min(before.heads.size(), after.heads.size()); ++h) {
    const eval::HeadEvaluation& floats = before.heads[h];
    const eval::HeadEvaluation& rounded = after.heads[h];
    for (std::size_t s = 0; s < std::min(floats.scores.size(), rounded.scores.size()); ++s) {
      const auto bar = std::ranges::find(bars, floats.scores[s].name, &Bar::score);
      if (bar == bars.end()) continue;
      ScoreLoss loss;
      loss.attribute = floats.attribute;
      loss.score = floats.scores[s].name;
      loss.unit = floats.scores[s].unit;
      loss.samples = floats.samples;
      loss.before = floats.scores[s].value;
      loss.after = rounded.scores[s].value;
      loss.loss = bar->lower_is_better ? loss.after - loss.before : loss.before - loss.after;
      loss.bar = bar->largest_loss;
      loss.moved = moved(before, after, h, loss.score);
      losses.push_back(std::move(loss));
    }
  }
  return losses;
}

}  // namespace mien::quant
