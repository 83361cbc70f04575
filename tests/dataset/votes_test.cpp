#include "dataset/votes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::IsEmpty;

// Two labels and one other column.
Target target(std::vector<int> votes, VoteRule rule, bool drop_single = true) {
  return target_of_votes(votes, 2, rule, drop_single);
}

TEST(Votes, GiveTheSharesOfTheLabels) {
  EXPECT_THAT(target({6, 2, 2}, VoteRule::distribution), ElementsAre(0.75F, 0.25F));
  EXPECT_THAT(target({2, 1, 0}, VoteRule::distribution), ElementsAre(1.0F, 0.0F));
  EXPECT_THAT(target({2, 1, 0}, VoteRule::distribution, false),
              ElementsAre(FloatEq(2.0F / 3), FloatEq(1.0F / 3)));
}

TEST(Votes, OfAnUnknownTopSayNothing) {
  EXPECT_THAT(target({2, 3, 4}, VoteRule::distribution), IsEmpty());
  EXPECT_THAT(target({0, 0, 9}, VoteRule::majority), IsEmpty());
  EXPECT_THAT(target({4, 2, 4}, VoteRule::distribution),
              ElementsAre(FloatEq(4.0F / 6), FloatEq(2.0F / 6)));
  EXPECT_THAT(target({1, 1, 1}, VoteRule::distribution), IsEmpty());
  EXPECT_THAT(target({0, 0, 0}, VoteRule::majority, false), IsEmpty());
}

TEST(Votes, NeedMoreThanHalfForAMajority) {
  EXPECT_THAT(target({5, 3, 2}, VoteRule::majority), IsEmpty());
  EXPECT_THAT(target({6, 2, 2}, VoteRule::majority), ElementsAre(1.0F, 0.0F));
  EXPECT_THAT(target({3, 5, 0}, VoteRule::majority), ElementsAre(0.0F, 1.0F));
  // 5 of 10, but 5 of the 9 that are left without the single vote.
  EXPECT_THAT(target({5, 4, 1}, VoteRule::majority), ElementsAre(1.0F, 0.0F));
  EXPECT_THAT(target({5, 4, 1}, VoteRule::majority, false), IsEmpty());
}

}  // namespace
}  // namespace mien::dataset
