#pragma once

#include <string>
#include <vector>

#include "eval/evaluation.h"

namespace mien::eval {

/// How far groups of people are apart by one score of one head.
struct FairnessGap {
  std::string attribute;  ///< that is answered, such as "gender"
  std::string score;      ///< such as "accuracy"
  Unit unit = Unit::share;
  std::string column;  ///< by which people are grouped, such as "ethnicity"
  /// Between the highest and the lowest score of groups of `GroupScores::least_samples` pictures or
  /// more; not a number with fewer than two such groups.
  double gap = 0;
  Interval interval;    ///< of the difference of these two groups, both resampled
  std::string highest;  ///< the groups
  std::string lowest;
  std::vector<GroupScore> groups;  ///< all that have pictures, small ones, too
};

/// Every score of every head by every column: gaps of shares first, then those of years, then those
/// of other numbers, each the largest first. Where each group is one class of the head (gender by
/// gender), mean recall and F1 are left out. The interval is that of the two groups that were found
/// to be farthest apart. So it says how sure their difference is, and not how large gaps are by
/// chance.
/// @param evaluation with the groups that `options` ask for
/// @param options that it was made with
[[nodiscard]] std::vector<FairnessGap> fairness_gaps(const Evaluation& evaluation,
                                                     const EvaluationOptions& options);

/// Sorts gaps as `fairness_gaps` does, such as those of several data sets together.
void sort_gaps(std::vector<FairnessGap>& gaps);

}  // namespace mien::eval
