#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "eval/bootstrap.h"
#include "eval/pair_list.h"
#include "mien/learn/matrix.h"

namespace mien::eval {

/// A pair of photos and how far apart their features are.
struct PairDistance {
  double distance = 0;  ///< Euclidean, of L2-normalised features: 0 (alike) to 2
  bool same = false;    ///< photos of one person
  std::size_t fold = 0;
};

/// Distances of all pairs, in their order.
/// @param features a row a photo, not normalised
[[nodiscard]] std::vector<PairDistance> pair_distances(const FeatureMatrix& features,
                                                       std::span<const PhotoPair> pairs);

/// What a threshold accepts.
struct RocPoint {
  double threshold = 0;      ///< largest distance that is accepted; -1 at the point (0, 0)
  double false_accepts = 0;  ///< share of pairs of two people, 0 to 1
  double true_accepts = 0;   ///< share of pairs of one person, 0 to 1
};

/// Points of the ROC curve by rising threshold, from (0, 0) to (1, 1): one for each distance at
/// which it turns.
/// @param times how often each pair is counted; empty: once
[[nodiscard]] std::vector<RocPoint> roc_curve(std::span<const PairDistance> pairs,
                                              std::span<const double> times = {});

/// Area under the curve, 0 to 1: the probability that a pair of one person is closer than one of
/// two, where equal distances count half.
[[nodiscard]] double area_under(std::span<const RocPoint> curve);

/// The highest share of true accepts whose share of false ones is at most `false_accepts`, without
/// interpolation.
[[nodiscard]] double true_accepts_at(std::span<const RocPoint> curve, double false_accepts);

/// The distance up to which accepting gives the most right answers: halfway to the next larger
/// distance; of several such the smallest.
[[nodiscard]] double best_threshold(std::span<const PairDistance> pairs);

/// Scores of the verification protocol.
struct VerificationScores {
  std::size_t pairs = 0;
  std::size_t same = 0;                 ///< pairs of one person
  std::vector<double> fold_accuracies;  ///< 0 to 1, each by the threshold of the other folds
  std::vector<double> thresholds;       ///< of the folds
  double mean = 0;                      ///< of the folds' accuracies
  double deviation = 0;                 ///< of the folds: divided by their number, as NumPy's std
  Interval mean_interval;
  std::vector<RocPoint> roc;  ///< of all pairs
  double auc = 0;
  Interval auc_interval;
  double accepted_at_1_percent = 0;  ///< true accepts where 1 % of the pairs of two are accepted
  Interval accepted_at_1_percent_interval;
  double accepted_at_1_permille = 0;
  Interval accepted_at_1_permille_interval;
  /// The same with each person, and each pair of two people, counted alike, however many pairs are
  /// of them.
  double by_person_at_1_percent = 0;
  Interval by_person_at_1_percent_interval;
  double by_person_at_1_permille = 0;
  Interval by_person_at_1_permille_interval;
};

/// LFW's protocol: whether two photos are of one person is decided by a threshold of the distance
/// that is best on the other folds. Intervals resample the people: a pair counts as often as its
/// person was drawn, one of two people as often as the one times the other.
/// @param features a row a photo, not normalised
/// @param people a number for each row
/// @throws Error (ErrorCode::input) if a pair is of no row, or a fold lacks pairs of either kind
[[nodiscard]] VerificationScores verify(const FeatureMatrix& features, const PairList& pairs,
                                        std::span<const std::size_t> people,
                                        const BootstrapOptions& bootstrap_options = {});

}  // namespace mien::eval
