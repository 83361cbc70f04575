#include "eval/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/drawn_pictures.h"

namespace mien::eval {
namespace {

using dataset::error_of;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

/// Drawn with NumPy; scores of these by scikit-learn 1.2.1's roc_auc_score and roc_curve,
/// Debian 12.
std::vector<PairDistance> sample_pairs() {
  const std::vector<double> distances = {0.25,  1.125, 0.125, 1.125, 0.5,   0.875, 0.75, 0.875,
                                         0.25,  0.5,   0.125, 1.0,   0.375, 0.5,   0.75, 0.625,
                                         0.375, 0.625, 0.625, 0.875, 0.5,   0.625, 0.25, 0.625};
  std::vector<PairDistance> pairs;
  for (std::size_t i = 0; i < distances.size(); ++i) pairs.push_back({distances[i], i % 2 == 0, 0});
  return pairs;
}

TEST(Verification, AreaUnderTheCurveIsThatOfScikitLearn) {
  const std::vector<PairDistance> pairs = sample_pairs();
  EXPECT_NEAR(area_under(roc_curve(pairs)), 0.875, 1e-12);
  std::vector<double> times;
  for (std::size_t i = 0; i < pairs.size(); ++i) times.push_back(static_cast<double>(i % 3 + 1));
  times[5] = 0;
  EXPECT_NEAR(area_under(roc_curve(pairs, times)), 0.8839285714285714, 1e-12);
}

TEST(Verification, CurveHasThePointsWhereItTurns) {
  const std::vector<RocPoint> curve = roc_curve(sample_pairs());
  std::vector<std::pair<double, double>> points;
  for (const RocPoint& point : curve) points.emplace_back(point.false_accepts, point.true_accepts);
  // scikit-learn's points without those on a straight line.
  ASSERT_EQ(points.size(), 6U);
  EXPECT_EQ(points.front(), std::pair(0.0, 0.0));
  EXPECT_THAT(points[1].second, DoubleNear(7.0 / 12, 1e-12));
  EXPECT_EQ(points[1].first, 0);
  EXPECT_THAT(points[2].first, DoubleNear(2.0 / 12, 1e-12));
  EXPECT_THAT(points[2].second, DoubleNear(9.0 / 12, 1e-12));
  EXPECT_THAT(points[3].first, DoubleNear(0.5, 1e-12));
  EXPECT_THAT(points[3].second, DoubleNear(10.0 / 12, 1e-12));
  EXPECT_EQ(curve[1].threshold, 0.375);
  EXPECT_EQ(points.back(), std::pair(1.0, 1.0));
}

TEST(Verification, TrueAcceptsAreNotInterpolated) {
  const std::vector<RocPoint> curve = roc_curve(sample_pairs());
  EXPECT_NEAR(true_accepts_at(curve, 0.001), 7.0 / 12, 1e-12);
  EXPECT_NEAR(true_accepts_at(curve, 0.16), 7.0 / 12, 1e-12);
  EXPECT_NEAR(true_accepts_at(curve, 2.0 / 12), 9.0 / 12, 1e-12);
  EXPECT_EQ(true_accepts_at(curve, 1), 1);
}

TEST(Verification, ThresholdIsHalfwayBehindTheMostRightAnswers) {
  const std::vector<PairDistance> apart = {
      {0.2, true, 0}, {0.4, true, 0}, {0.8, false, 0}, {1, false, 0}};
  EXPECT_DOUBLE_EQ(best_threshold(apart), (0.4 + 0.8) / 2);
  // Accepting up to 0.2 and up to 0.6 is right three times of four; the smaller one is taken.
  const std::vector<PairDistance> mixed = {
      {0.2, true, 0}, {0.4, false, 0}, {0.6, true, 0}, {1, false, 0}};
  EXPECT_DOUBLE_EQ(best_threshold(mixed), (0.2 + 0.4) / 2);
}

/// Unit vectors of these angles in degrees.
FeatureMatrix at_angles(const std::vector<double>& degrees) {
  FeatureMatrix matrix{degrees.size(), 2, {}};
  for (std::size_t i = 0; i < degrees.size(); ++i) {
    const double radians = degrees[i] * 3.14159265358979323846 / 180;
    // Features of any length: they are normalised.
    matrix.values.push_back(static_cast<float>((1 + static_cast<double>(i)) * std::cos(radians)));
    matrix.values.push_back(static_cast<float>((1 + static_cast<double>(i)) * std::sin(radians)));
  }
  return matrix;
}

TEST(Verification, DistancesAreThoseOfNormalisedFeatures) {
  const std::vector<PhotoPair> pairs = {{0, 1, true, 0}, {0, 2, false, 0}, {1, 3, false, 0}};
  const std::vector<PairDistance> distances = pair_distances(at_angles({0, 60, 180, 150}), pairs);
  EXPECT_NEAR(distances[0].distance, 1, 1e-6);
  EXPECT_NEAR(distances[1].distance, 2, 1e-6);
  EXPECT_NEAR(distances[2].distance, std::sqrt(2.0), 1e-6);
}

TEST(Verification, EachFoldIsAnsweredByTheThresholdOfTheOthers) {
  // Fold 0: a pair of one person at 10 degrees, of two at 90. Fold 1: 20 and 30. Fold 2: 50 and 60.
  const FeatureMatrix features = at_angles({0, 10, 90, 20, 30, 50, 60});
  const PairList list{{{0, 1, true, 0},
                       {0, 2, false, 0},
                       {0, 3, true, 1},
                       {0, 4, false, 1},
                       {0, 5, true, 2},
                       {0, 6, false, 2}},
                      3,
                      1};
  const std::vector<std::size_t> people = {0, 0, 1, 0, 2, 0, 3};
  const VerificationScores scores = verify(features, list, people);
  EXPECT_EQ(scores.pairs, 6U);
  EXPECT_EQ(scores.same, 3U);
  const auto chord = [](double degrees) {
    return 2 * std::sin(degrees / 2 * 3.14159265358979323846 / 180);
  };
  // Others of fold 0: +20 -30 +50 -60, best first between 20 and 30. Of fold 1: +10 +50 -60 -90.
  // Of fold 2: +10 +20 -30 -90.
  EXPECT_NEAR(scores.thresholds[0], (chord(20) + chord(30)) / 2, 1e-6);
  EXPECT_NEAR(scores.thresholds[1], (chord(50) + chord(60)) / 2, 1e-6);
  EXPECT_NEAR(scores.thresholds[2], (chord(20) + chord(30)) / 2, 1e-6);
  EXPECT_THAT(scores.fold_accuracies, ElementsAre(1, 0.5, 0.5));
  EXPECT_NEAR(scores.mean, 2.0 / 3, 1e-12);
  EXPECT_NEAR(scores.deviation, std::sqrt(2.0) / 6, 1e-12);
  // Pairs of one person 10, 20, 50 and of two 30, 60, 90: 8 of 9 in order.
  EXPECT_NEAR(scores.auc, 8.0 / 9, 1e-12);
  EXPECT_LE(scores.auc_interval.low, scores.auc);
  EXPECT_GE(scores.auc_interval.high, scores.auc);
}

TEST(Verification, CountsEachPersonAlikeWhereThatIsAskedFor) {
  // Person 0 has three pairs of photos that are near, person 1 one that is far.
  const FeatureMatrix features = at_angles({0, 1, 2, 100, 170});
  const PairList list{{{0, 1, true, 0},
                       {1, 2, true, 0},
                       {0, 3, false, 0},
                       {0, 2, true, 1},
                       {3, 4, true, 1},
                       {1, 3, false, 1}},
                      2,
                      1};
  const std::vector<std::size_t> people = {0, 0, 0, 1, 1};
  const VerificationScores scores = verify(features, list, people);
  EXPECT_DOUBLE_EQ(scores.accepted_at_1_percent, 1);
  EXPECT_DOUBLE_EQ(scores.by_person_at_1_percent, 1);
  // With the far pair beyond those of two people, a quarter of the pairs is lost and half a person.
  const VerificationScores worse = verify(at_angles({0, 1, 2, 60, 170}), list, people);
  EXPECT_DOUBLE_EQ(worse.accepted_at_1_percent, 0.75);
  EXPECT_DOUBLE_EQ(worse.by_person_at_1_percent, 0.5);
}

TEST(Verification, RefusesPairsThatCannotBeScored) {
  const FeatureMatrix features = at_angles({0, 10});
  const std::vector<std::size_t> people = {0, 0};
  const auto verified = [&](const PairList& list) {
    return error_of(ErrorCode::input, [&] { static_cast<void>(verify(features, list, people)); });
  };
  EXPECT_THAT(verified({{{0, 2, true, 0}}, 2, 1}), HasSubstr("pairs of 2 photos"));
  EXPECT_THAT(verified({{{0, 1, true, 0}, {0, 1, false, 1}}, 2, 1}), HasSubstr("of one person"));
}

}  // namespace
}  // namespace mien::eval
