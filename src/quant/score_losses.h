#pragma once

#include <string>
#include <vector>

#include "eval/evaluation.h"

namespace mien::quant {

/// One score of a network in floats and in 8 bits.
struct ScoreLoss {
  std::string attribute;  ///< such as "age"
  std::string score;      ///< such as "mean absolute error"
  eval::Unit unit = eval::Unit::share;
  std::size_t samples = 0;
  double before = 0;  ///< in floats
  double after = 0;   ///< in 8 bits
  double loss = 0;    ///< by how much it is worse now, in its unit; below 0 if it is better
  double bar = 0;     ///< the largest loss that is accepted
  /// How far single answers moved: the share of pictures that get another label, or the mean
  /// distance of ages, valences or arousals. It says more than a score of few pictures.
  double moved = 0;

  /// Whether the loss is accepted; one that is no number is not.
  [[nodiscard]] bool is_accepted() const;
};

/// The scores that decide whether a network in 8 bits may take the place of one in floats, each
/// with its bar. The bars are 0.3 points of accuracy of classes, 0.05 years of mean absolute error
/// of ages, and 0.01 of concordance of valence and arousal.
/// @param before and after, of the same pictures and heads
[[nodiscard]] std::vector<ScoreLoss> score_losses(const eval::Evaluation& before,
                                                  const eval::Evaluation& after);

}  // namespace mien::quant
