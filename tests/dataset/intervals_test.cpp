#include "dataset/intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mien::dataset {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Intervals, AreReadInAllTheirForms) {
  EXPECT_EQ(parse_ages("34"), (AgeInterval{34, 34}));
  EXPECT_EQ(parse_ages("0"), (AgeInterval{0, 0}));
  EXPECT_EQ(parse_ages("20-29"), (AgeInterval{20, 29}));
  EXPECT_EQ(parse_ages("70+"), (AgeInterval{70, oldest_age}));
  EXPECT_EQ(parse_ages("more than 70"), (AgeInterval{70, oldest_age}));
}

TEST(Intervals, RefuseOtherTexts) {
  for (const char* text :
       {"", "-", "+", "-5", "29-20", "20-", "-20-29", "34.5", "34 ", "old", "151", "99999999999",
        "more than", "more than x", "20-29-39", "20-29+"}) {
    EXPECT_FALSE(parse_ages(text)) << text;
  }
}

TEST(Intervals, BecomeWeightsOfTheHeadsAges) {
  const TargetHead head{
      .attribute = "age", .kind = TargetKind::age, .labels = {}, .age_first = 1, .age_count = 4};
  EXPECT_THAT(target_of_ages({3, 3}, head, false), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(target_of_ages({0, 2}, head, false), ElementsAre(1, 1, 0, 0));
  EXPECT_THAT(target_of_ages({3, 150}, head, false), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(target_of_ages({5, 9}, head, false), IsEmpty());
  EXPECT_THAT(target_of_ages({5, 9}, head, true), ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(target_of_ages({0, 0}, head, false), IsEmpty());
  EXPECT_THAT(target_of_ages({0, 0}, head, true), ElementsAre(1, 0, 0, 0));
}

}  // namespace
}  // namespace mien::dataset
