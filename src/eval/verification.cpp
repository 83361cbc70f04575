#include "eval/verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "eval/mean_and_deviation.h"
#include "learn/distances.h"
#include "mien/core/error.h"
#include "mien/learn/pipeline.h"

namespace mien::eval {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Places of the pairs by rising distance.
std::vector<std::size_t> by_distance(std::span<const PairDistance> pairs) {
  std::vector<std::size_t> order(pairs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return pairs[i].distance; });
  return order;
}

/// Whether the curve goes straight on at `middle`.
bool straight(const RocPoint& before, const RocPoint& middle, const RocPoint& after) {
  const double up =
      (middle.true_accepts - before.true_accepts) * (after.false_accepts - middle.false_accepts);
  const double along =
      (middle.false_accepts - before.false_accepts) * (after.true_accepts - middle.true_accepts);
  return up == along;
}

std::vector<RocPoint> curve_of(std::span<const PairDistance> pairs,
                               std::span<const std::size_t> order, std::span<const double> times) {
  double same = 0;
  double different = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    (pairs[i].same ? same : different) += times.empty() ? 1 : times[i];
  }
  if (!(same > 0) || !(different > 0)) return {};
  std::vector<RocPoint> curve = {{-1, 0, 0}};
  double same_so_far = 0;
  double different_so_far = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    const PairDistance& pair = pairs[order[at]];
    (pair.same ? same_so_far : different_so_far) += times.empty() ? 1 : times[order[at]];
    // Pairs of equal distance are accepted together.
    if (at + 1 < order.size() && pairs[order[at + 1]].distance == pair.distance) continue;
    const RocPoint point{pair.distance, different_so_far / different, same_so_far / same};
    if (curve.size() > 1 && straight(curve[curve.size() - 2], curve.back(), point)) {
      curve.back() = point;
    } else {
      curve.push_back(point);
    }
  }
  return curve;
}

/// Whether each pair is told right by the threshold of the other folds.
struct FoldAnswers {
  std::vector<double> thresholds;
  std::vector<double> accuracies;
  std::vector<std::uint8_t> right;
};

FoldAnswers answer_by_folds(std::span<const PairDistance> pairs, std::size_t folds) {
  FoldAnswers answers;
  answers.right.resize(pairs.size());
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<PairDistance> others;
    std::ranges::copy_if(pairs, std::back_inserter(others),
                         [&](const PairDistance& pair) { return pair.fold != fold; });
    const double threshold = best_threshold(others);
    double count = 0;
    double right = 0;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (pairs[i].fold != fold) continue;
      answers.right[i] = (pairs[i].distance <= threshold) == pairs[i].same ? 1 : 0;
      count += 1;
      right += answers.right[i];
    }
    answers.thresholds.push_back(threshold);
    answers.accuracies.push_back(right / count);
  }
  return answers;
}

void check_pairs(const FeatureMatrix& features, const PairList& list,
                 std::span<const std::size_t> people) {
  std::vector<std::size_t> same(list.folds);
  std::vector<std::size_t> different(list.folds);
  for (const PhotoPair& pair : list.pairs) {
    if (std::max(pair.first, pair.second) >= std::min(features.rows, people.size()) ||
        pair.fold >= list.folds) {
      throw Error(ErrorCode::input,
                  fmt::format("verification: expected pairs of {} photos in {} folds, found one of "
                              "{} and {} in {}",
                              features.rows, list.folds, pair.first, pair.second, pair.fold));
    }
    ++(pair.same ? same : different)[pair.fold];
  }
  if (list.folds >= 2 && std::ranges::count(same, 0U) + std::ranges::count(different, 0U) == 0) {
    return;
  }
  throw Error(ErrorCode::input,
              fmt::format("verification: expected 2 folds or more with pairs of one person and of "
                          "two in each, found {} pairs in {} folds",
                          list.pairs.size(), list.folds));
}

/// People of the pairs, numbered from 0.
struct PairPeople {
  std::vector<std::size_t> first;
  std::vector<std::size_t> second;
  std::size_t count = 0;
};

PairPeople people_in(std::span<const PhotoPair> pairs, std::span<const std::size_t> people) {
  std::vector<std::size_t> names;
  for (const PhotoPair& pair : pairs) {
    names.push_back(people[pair.first]);
    names.push_back(people[pair.second]);
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const auto number = [&](std::size_t photo) {
    return static_cast<std::size_t>(std::ranges::lower_bound(names, people[photo]) - names.begin());
  };
  PairPeople result{{}, {}, names.size()};
  for (const PhotoPair& pair : pairs) {
    result.first.push_back(number(pair.first));
    result.second.push_back(number(pair.second));
  }
  return result;
}

/// How much each pair counts if each person, and each pair of two people, counts alike.
std::vector<double> weights_by_person(const PairPeople& of) {
  std::map<std::pair<std::size_t, std::size_t>, double> counts;
  const auto key = [&](std::size_t i) { return std::minmax(of.first[i], of.second[i]); };
  for (std::size_t i = 0; i < of.first.size(); ++i) counts[key(i)] += 1;
  std::vector<double> weights;
  for (std::size_t i = 0; i < of.first.size(); ++i) weights.push_back(1 / counts[key(i)]);
  return weights;
}

}  // namespace

std::vector<PairDistance> pair_distances(const FeatureMatrix& features,
                                         std::span<const PhotoPair> pairs) {
  const FeatureMatrix normalised = apply_step(RowNormalisation{}, features);
  std::vector<PairDistance> distances;
  for (const PhotoPair& pair : pairs) {
    const double squared =
        squared_distance(normalised.row(pair.first), normalised.row(pair.second));
    distances.push_back({std::sqrt(squared), pair.same, pair.fold});
  }
  return distances;
}

std::vector<RocPoint> roc_curve(std::span<const PairDistance> pairs,
                                std::span<const double> times) {
  return curve_of(pairs, by_distance(pairs), times);
}

double area_under(std::span<const RocPoint> curve) {
  if (curve.empty()) return not_a_number;
  double area = 0;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    area += (curve[i].false_accepts - curve[i - 1].false_accepts) *
            (curve[i].true_accepts + curve[i - 1].true_accepts) / 2;
  }
  return area;
}

double true_accepts_at(std::span<const RocPoint> curve, double false_accepts) {
  if (curve.empty()) return not_a_number;
  double best = 0;
  for (const RocPoint& point : curve) {
    if (point.false_accepts <= false_accepts) best = std::max(best, point.true_accepts);
  }
  return best;
}

double best_threshold(std::span<const PairDistance> pairs) {
  const std::vector<std::size_t> order = by_distance(pairs);
  // Right answers beyond those of accepting nothing.
  std::ptrdiff_t gain = 0;
  std::ptrdiff_t best = std::numeric_limits<std::ptrdiff_t>::min();
  double threshold = 0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    const double distance = pairs[order[at]].distance;
    gain += pairs[order[at]].same ? 1 : -1;
    const double next = at + 1 < order.size() ? pairs[order[at + 1]].distance : distance;
    if (at + 1 < order.size() && next == distance) continue;
    if (gain <= best) continue;
    best = gain;
    threshold = (distance + next) / 2;
  }
  return threshold;
}

VerificationScores verify(const FeatureMatrix& features, const PairList& pairs,
                          std::span<const std::size_t> people,
                          const BootstrapOptions& bootstrap_options) {
  check_pairs(features, pairs, people);
  const std::vector<PairDistance> distances = pair_distances(features, pairs.pairs);
  const FoldAnswers answers = answer_by_folds(distances, pairs.folds);
  VerificationScores scores;
  scores.pairs = pairs.pairs.size();
  scores.same = static_cast<std::size_t>(std::ranges::count(pairs.pairs, true, &PhotoPair::same));
  scores.fold_accuracies = answers.accuracies;
  scores.thresholds = answers.thresholds;
  const MeanAndDeviation over = mean_and_deviation(scores.fold_accuracies);
  scores.mean = over.mean;
  scores.deviation = over.deviation;
  scores.roc = roc_curve(distances);
  scores.auc = area_under(scores.roc);
  scores.accepted_at_1_percent = true_accepts_at(scores.roc, 0.01);
  scores.accepted_at_1_permille = true_accepts_at(scores.roc, 0.001);

  const std::vector<std::size_t> order = by_distance(distances);
  const PairPeople of = people_in(pairs.pairs, people);
  const std::vector<double> alike = weights_by_person(of);
  const std::vector<RocPoint> by_person = curve_of(distances, order, alike);
  scores.by_person_at_1_percent = true_accepts_at(by_person, 0.01);
  scores.by_person_at_1_permille = true_accepts_at(by_person, 0.001);
  const ResampledScores resampled = [&](std::span<const std::uint32_t> times) {
    std::vector<double> weights(distances.size());
    std::vector<double> weights_alike(distances.size());
    double right = 0;
    double all = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      weights[i] = times[of.first[i]];
      if (!distances[i].same) weights[i] *= times[of.second[i]];
      weights_alike[i] = weights[i] * alike[i];
      all += weights[i];
      right += weights[i] * answers.right[i];
    }
    const std::vector<RocPoint> curve = curve_of(distances, order, weights);
    const std::vector<RocPoint> curve_alike = curve_of(distances, order, weights_alike);
    return std::vector<double>{right / all,
                               area_under(curve),
                               true_accepts_at(curve, 0.01),
                               true_accepts_at(curve, 0.001),
                               true_accepts_at(curve_alike, 0.01),
                               true_accepts_at(curve_alike, 0.001)};
  };
  const std::vector<Interval> intervals = bootstrap(of.count, {}, resampled, bootstrap_options);
  scores.mean_interval = intervals[0];
  scores.auc_interval = intervals[1];
  scores.accepted_at_1_percent_interval = intervals[2];
  scores.accepted_at_1_permille_interval = intervals[3];
  scores.by_person_at_1_percent_interval = intervals[4];
  scores.by_person_at_1_permille_interval = intervals[5];
  return scores;
}

}  // namespace mien::eval
