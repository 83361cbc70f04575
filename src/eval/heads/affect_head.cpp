#include "eval/heads/affect_head.h"

#include <algorithm>
#include <limits>

#include "eval/agreement.h"

namespace mien::eval {

std::vector<Affect> affect_answers(const Predictions& predictions, const HeadOutputs& outputs) {
  constexpr float none = std::numeric_limits<float>::quiet_NaN();
  std::vector<Affect> answers(predictions.outcomes.size(),
                              Affect{.valence = none, .arousal = none});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (predictions.outcomes[i].state != PictureOutcome::State::answered) continue;
    const float* values = outputs.values.data() + i * outputs.width;
    answers[i] = {.valence = std::clamp(values[0], -1.0F, 1.0F),
                  .arousal = std::clamp(values[1], -1.0F, 1.0F)};
  }
  return answers;
}

void AffectSamples::add(std::size_t picture, const dataset::Target& truth, const Affect& answer) {
  pictures.push_back(picture);
  true_valence.push_back(truth[0]);
  valence.push_back(answer.valence);
  true_arousal.push_back(truth[1]);
  arousal.push_back(answer.arousal);
}

AffectSamples subset(const AffectSamples& samples, std::span<const std::size_t> members) {
  AffectSamples result;
  for (const std::size_t i : members) {
    result.pictures.push_back(samples.pictures[i]);
    result.true_valence.push_back(samples.true_valence[i]);
    result.valence.push_back(samples.valence[i]);
    result.true_arousal.push_back(samples.true_arousal[i]);
    result.arousal.push_back(samples.arousal[i]);
  }
  return result;
}

Scorer scorer_of(const AffectSamples& samples) {
  return {{{"valence CCC", Unit::number},
           {"arousal CCC", Unit::number},
           {"valence PCC", Unit::number},
           {"arousal PCC", Unit::number},
           {"valence RMSE", Unit::number},
           {"arousal RMSE", Unit::number},
           {"valence SAGR"},
           {"arousal SAGR"}},
          samples.pictures.size(),
          [&samples](std::span<const std::uint32_t> times) -> std::vector<double> {
            const Agreement valence = agreement(samples.true_valence, samples.valence, times);
            const Agreement arousal = agreement(samples.true_arousal, samples.arousal, times);
            return {valence.ccc,  arousal.ccc,  valence.pcc,  arousal.pcc,
                    valence.rmse, arousal.rmse, valence.sagr, arousal.sagr};
          }};
}

}  // namespace mien::eval
