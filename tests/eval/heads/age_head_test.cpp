#include "eval/heads/age_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "eval/label_columns.h"

namespace mien::eval {
namespace {

using testing::ElementsAre;

const std::vector<std::uint32_t> twice = {1, 1};

TEST(AgeHead, AnswersTheExpectedAge) {
  HeadSpec head;
  head.attribute = "age";
  head.kind = HeadKind::age;
  head.age_first = 20;
  head.age_top = 1;
  const HeadOutputs outputs{0, 3, {0.25F, 0.5F, 0.25F, 0, 0, 0}};
  Predictions predictions;
  predictions.outcomes = {{}, {PictureOutcome::State::unreadable, "damaged"}};
  const std::vector<double> ages = age_answers(head, predictions, outputs, {});
  ASSERT_EQ(ages.size(), 2U);
  EXPECT_DOUBLE_EQ(ages[0], 21);
  EXPECT_TRUE(std::isnan(ages[1]));
  // The two most probable are 21 and, of equals, 20: (21 * 0.5 + 20 * 0.25) / 0.75.
  EXPECT_NEAR(age_answers(head, predictions, outputs, 2)[0], 15.5 / 0.75, 1e-5);
}

TEST(AgeHead, ScoresRangesOfAges) {
  HeadSpec head;
  head.attribute = "age";
  head.kind = HeadKind::age;
  head.age_first = 20;
  const HeadOutputs outputs{0, 3, {0, 1, 0, 0, 0, 0}};
  Predictions predictions;
  predictions.outcomes = {{}, {PictureOutcome::State::unreadable, "damaged"}};
  const std::vector<AgeInterval> ranges =
      age_intervals(head, predictions, outputs, std::vector<double>{21, 0});
  EXPECT_NEAR(ranges[0].low, 20.6, 1e-5);
  EXPECT_TRUE(std::isnan(ranges[1].low));
  AgeCoverage coverage;
  coverage.add(0, 21, ranges[0]);
  coverage.add(1, 22, ranges[0]);
  const std::vector<double> scores = scorer_of(coverage).scores(twice);
  EXPECT_DOUBLE_EQ(scores[0], 0.5);
  EXPECT_NEAR(scores[1], 0.8, 1e-5);
}

TEST(AgeHead, ReadsTheAgesOfATarget) {
  const dataset::TargetHead head = target_head("age");
  for (const dataset::AgeInterval ages :
       {dataset::AgeInterval{34, 34}, {20, 29}, {70, dataset::oldest_age}, {0, 2}}) {
    EXPECT_EQ(true_ages(dataset::target_of_ages(ages, head, false)), ages);
  }
}

TEST(AgeHead, ScoresExactAges) {
  AgeSamples samples;
  samples.add(3, {30, 30}, 36);
  samples.add(5, {50, 50}, 48);
  const Scorer scorer = scorer_of(samples);
  EXPECT_EQ(scorer.kinds[0].unit, Unit::years);
  EXPECT_THAT(scorer.scores(twice), ElementsAre(4.0, 0.5));
}

TEST(AgeHead, ScoresIntervals) {
  AgeSamples samples;
  samples.add(0, {20, 29}, 29.5);
  samples.add(1, {50, 50}, 48);
  EXPECT_FALSE(samples.exact);
  EXPECT_THAT(scorer_of(samples).scores(twice), ElementsAre(0.5, 1.0));
  const std::vector<std::size_t> second = {1};
  const AgeSamples part = subset(samples, second);
  EXPECT_EQ(part.exact, false);  // scored as all are
  EXPECT_THAT(scorer_of(part).scores(std::vector<std::uint32_t>{1}), ElementsAre(0.0, 2.0));
}

}  // namespace
}  // namespace mien::eval
