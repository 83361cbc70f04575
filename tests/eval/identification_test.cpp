#include "eval/identification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/drawn_pictures.h"

namespace mien::eval {
namespace {

using dataset::error_of;
using testing::Each;
using testing::HasSubstr;

/// Rows of two numbers.
FeatureMatrix rows(std::vector<float> values) {
  const std::size_t count = values.size() / 2;
  return {count, 2, std::move(values)};
}

TEST(Identification, IsPerfectWhereDirectionsTellPeopleApart) {
  // Lengths differ and do not matter.
  const FeatureMatrix features = rows({1, 0, 9, 1, 0, 1, 1, 9, -1, -1, -5, -6, 3, 3});
  const std::vector<std::size_t> people = {7, 7, 2, 2, 4, 4, 9};
  const IdentificationScores scores = identify(features, people);
  EXPECT_EQ(scores.people, 3U);
  EXPECT_EQ(scores.photos, 6U);
  EXPECT_EQ(scores.left_out, 1U);
  EXPECT_EQ(scores.tested, 3U);
  EXPECT_EQ(scores.shares.size(), 10U);
  EXPECT_THAT(scores.shares, Each(1.0));
  EXPECT_EQ(scores.mean, 1);
  EXPECT_EQ(scores.deviation, 0);
  EXPECT_EQ(scores.interval.low, 1);
}

TEST(Identification, CountsWhatTheNearestKnownPhotoSays) {
  // Each person has a photo in the direction of x and one in that of y. If the known photos have
  // the same direction, both tested ones are taken for person 1. If they have different directions,
  // each tested one fits the known photo of the other person.
  const FeatureMatrix features = rows({1, 0, 0, 1, 1, 0.01F, 0.01F, 1});
  const std::vector<std::size_t> people = {0, 0, 1, 1};
  const IdentificationScores scores = identify(features, people, {.repetitions = 40});
  // Both known in x: the tested y-photos are nearer to person 1's (1, 0.01): one is right. Both
  // known in y: the tested x-photos are nearer to person 1's (0.01, 1): one is right. Else none.
  for (const double share : scores.shares) EXPECT_TRUE(share == 0 || share == 0.5) << share;
  double mean = 0;
  for (const double share : scores.shares) mean += share / 40;
  EXPECT_NEAR(scores.mean, mean, 1e-12);
  EXPECT_GT(scores.mean, 0);
  EXPECT_LT(scores.mean, 0.5);
  EXPECT_NEAR(scores.deviation, std::sqrt(mean * (0.5 - mean)), 1e-12);
}

TEST(Identification, DependsOnTheSeedAndNotOnThreads) {
  FeatureMatrix features{60, 2, {}};
  std::vector<std::size_t> people;
  for (std::size_t i = 0; i < 60; ++i) {
    features.values.push_back(static_cast<float>(i % 7) - 3);
    features.values.push_back(static_cast<float>(i % 11) - 5.5F);
    people.push_back(i / 4);
  }
  const IdentificationScores first = identify(features, people, {.seed = 1});
  EXPECT_EQ(identify(features, people, {.seed = 1, .threads = 3}).shares, first.shares);
  EXPECT_NE(identify(features, people, {.seed = 2}).shares, first.shares);
}

TEST(Identification, RefusesWhatHasNobodyToTellApart) {
  const FeatureMatrix features = rows({1, 0, 0, 1, 1, 1});
  const auto message = [&](std::vector<std::size_t> people, std::size_t repetitions,
                           ErrorCode code) {
    return error_of(
        code, [&] { static_cast<void>(identify(features, people, {.repetitions = repetitions})); });
  };
  EXPECT_THAT(message({0, 0, 1}, 10, ErrorCode::input), HasSubstr("two people or more"));
  EXPECT_THAT(message({0, 0}, 10, ErrorCode::input), HasSubstr("for each of 3 photos"));
  EXPECT_THAT(message({0, 0, 1}, 0, ErrorCode::usage), HasSubstr("1 repetition or more"));
}

}  // namespace
}  // namespace mien::eval
