#include "identity/person_shares.h"

#include <gtest/gtest.h>

#include <cmath>

namespace mien {
namespace {

TEST(PersonShares, CountEachPersonAndEachPairOfPeopleAlike) {
  // Ann has three photos and so three pairs, Bob two and one pair; Cy has one photo.
  const std::vector<std::string> people = {"ann", "ann", "ann", "bob", "bob", "cy"};
  PersonShares shares(people, std::vector<double>{0.5, 1.0});
  shares.add(0, 1, 0.4F);
  shares.add(0, 2, 0.6F);
  shares.add(1, 2, 1.2F);
  shares.add(3, 4, 0.3F);
  // Of the six pairs of Ann and Bob two are accepted at most, of the three of Ann and Cy one.
  shares.add(0, 3, 0.9F);
  shares.add(1, 4, 0.45F);
  shares.add(2, 5, 0.8F);
  EXPECT_DOUBLE_EQ(shares.true_accepts(0), (1.0 / 3 + 1) / 2);
  EXPECT_DOUBLE_EQ(shares.true_accepts(1), (2.0 / 3 + 1) / 2);
  EXPECT_DOUBLE_EQ(shares.false_accepts(0), (1.0 / 6 + 0 + 0) / 3);
  EXPECT_DOUBLE_EQ(shares.false_accepts(1), (2.0 / 6 + 1.0 / 3 + 0) / 3);
}

TEST(PersonShares, AreThoseOfAllPairsIfEachPersonHasAsManyPhotos) {
  const std::vector<std::string> people = {"a", "a", "b", "b"};
  PersonShares shares(people, std::vector<double>{1});
  shares.add(0, 1, 0.5F);
  shares.add(2, 3, 1.5F);
  shares.add(0, 2, 0.5F);
  EXPECT_DOUBLE_EQ(shares.true_accepts(0), 0.5);
  EXPECT_DOUBLE_EQ(shares.false_accepts(0), 0.25);
}

TEST(PersonShares, AreNoNumbersWithoutPairs) {
  const std::vector<std::string> single = {"a"};
  const PersonShares shares(single, std::vector<double>{1});
  EXPECT_TRUE(std::isnan(shares.true_accepts(0)));
  EXPECT_TRUE(std::isnan(shares.false_accepts(0)));
}

}  // namespace
}  // namespace mien
