#include "mien/face/heads.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "mien/core/error.h"

namespace mien {
namespace {

TEST(Heads, SoftmaxEqualsTheDefinition) {
  const std::vector<float> p = softmax(std::vector<float>{0, 1, 2});
  const double sum = 1 + std::exp(1) + std::exp(2);
  EXPECT_NEAR(p[0], 1 / sum, 1e-6);
  EXPECT_NEAR(p[2], std::exp(2) / sum, 1e-6);
}

TEST(Heads, SoftmaxDoesNotOverflow) {
  const std::vector<float> p = softmax(std::vector<float>{1000, 1000, -1000});
  EXPECT_FLOAT_EQ(p[0], 0.5F);
  EXPECT_FLOAT_EQ(p[2], 0);
  EXPECT_TRUE(softmax({}).empty());
}

// By hand: the two most probable of {.1 .4 .2 .3} are index 1 (age 2) and 3 (age 4):
// (2 * .4 + 4 * .3) / .7 = 2.857143.
TEST(Heads, ExpectedAgeAveragesTheTopTwo) {
  const std::vector<float> p = {0.1F, 0.4F, 0.2F, 0.3F};
  EXPECT_NEAR(expected_age(p), 2.857143F, 1e-5);
  EXPECT_NEAR(expected_age(p, {.first = 0, .top = 2}), 1.857143F, 1e-5);
}

TEST(Heads, ExpectedAgeOverOneOrAllAges) {
  const std::vector<float> p = {0.1F, 0.4F, 0.2F, 0.3F};
  EXPECT_FLOAT_EQ(expected_age(p, {.first = 1, .top = 1}), 2);
  EXPECT_NEAR(expected_age(p, {.first = 1, .top = 100}), 0.1F + 0.8F + 0.6F + 1.2F, 1e-5);
}

TEST(Heads, ExpectedAgeTakesTheLowerOfEquals) {
  EXPECT_FLOAT_EQ(expected_age(std::vector<float>{0.25F, 0.25F, 0.25F, 0.25F}), 1.5F);
}

TEST(Heads, ExpectedAgeRefusesWhatIsNoDistribution) {
  EXPECT_THROW((void)expected_age({}), Error);
  EXPECT_THROW((void)expected_age(std::vector<float>{0, 0}), Error);
  EXPECT_THROW((void)expected_age(std::vector<float>{-1, 2}), Error);
  EXPECT_THROW((void)expected_age(std::vector<float>{std::numeric_limits<float>::quiet_NaN(), 1}),
               Error);
  EXPECT_THROW((void)expected_age(std::vector<float>{1}, {.first = 1, .top = 0}), Error);
}

// By hand: a tenth lies below 1.5, where the first year ends; nine tenths below 3.5 + 0.2 / 0.3.
TEST(Heads, AgeIntervalHoldsEightTenthsOfThePosterior) {
  const std::vector<float> p = {0.1F, 0.4F, 0.2F, 0.3F};
  const AgeInterval range = age_interval(p, 1, 2.857143F);
  EXPECT_NEAR(range.low, 1.5, 1e-5);
  EXPECT_NEAR(range.high, 3.5 + 2.0 / 3, 1e-5);
  const AgeInterval later = age_interval(p, 31, 32.857143F);
  EXPECT_NEAR(later.low, 31.5, 1e-4);
  // All in one year.
  const AgeInterval sure = age_interval(std::vector<float>{0, 1, 0}, 20, 21);
  EXPECT_NEAR(sure.low, 20.6, 1e-5);
  EXPECT_NEAR(sure.high, 21.4, 1e-5);
}

TEST(Heads, AgeIntervalIsScaledAndHoldsTheAge) {
  const std::vector<float> p = {0.1F, 0.4F, 0.2F, 0.3F};
  const AgeInterval wide = age_interval(p, 1, 2.857143F, 2);
  EXPECT_NEAR(wide.low, 2.833333 - 2.666667, 1e-5);
  EXPECT_NEAR(wide.high, 2.833333 + 2.666667, 1e-5);
  const AgeInterval narrow = age_interval(p, 1, 2.857143F, 0.01);
  EXPECT_NEAR(narrow.low, 2.82, 1e-5);
  EXPECT_FLOAT_EQ(narrow.high, 2.857143F);
  EXPECT_EQ(age_interval(p, 1, 2.857143F, 100).low, 0);
}

TEST(Heads, ChoosesTheMostProbableClass) {
  const std::vector<std::string> labels = {"a", "b", "c"};
  const Classification answer = choose_class(labels, std::vector<float>{0.2F, 0.5F, 0.3F});
  EXPECT_EQ(answer.label, "b");
  EXPECT_EQ(answer.probabilities[2], (LabelProbability{"c", 0.3F}));
}

TEST(Heads, GenderThresholdIsInclusive) {
  const std::vector<std::string> labels = {"male", "female"};
  EXPECT_EQ(choose_binary(labels, 0.5F).label, "male");
  EXPECT_EQ(choose_binary(labels, 0.55F, 0.6F).label, "female");
  EXPECT_FLOAT_EQ(choose_binary(labels, 0.55F, 0.6F).probabilities[1].probability, 0.45F);
}

TEST(Heads, NormalisesTheIdentityFeature) {
  const std::vector<float> feature = l2_normalised(std::vector<float>{3, 0, -4});
  EXPECT_FLOAT_EQ(feature[0], 0.6F);
  EXPECT_FLOAT_EQ(feature[2], -0.8F);
  EXPECT_EQ(l2_normalised(std::vector<float>{0, 0}), (std::vector<float>{0, 0}));
}

std::vector<float> probabilities_of(const Classification& answer) {
  std::vector<float> values;
  for (const LabelProbability& entry : answer.probabilities) values.push_back(entry.probability);
  return values;
}

TEST(WithoutClass, KeepsTheOthersSharesAndChoosesAgain) {
  const std::vector<std::string> labels = {"neutral", "anger", "contempt"};
  const Classification answer =
      without_class(choose_class(labels, std::vector<float>{0.125F, 0.375F, 0.5F}), "contempt");
  EXPECT_EQ(answer.label, "anger");
  EXPECT_EQ(probabilities_of(answer), (std::vector<float>{0.25F, 0.75F}));
}

TEST(WithoutClass, EqualsTheSoftmaxOfTheOtherLogits) {
  const std::vector<std::string> labels = {"neutral", "contempt", "anger", "fear"};
  const std::vector<float> all = softmax(std::vector<float>{1, 7, -2, 0.5F});
  const std::vector<float> expected = softmax(std::vector<float>{1, -2, 0.5F});
  const std::vector<float> actual =
      probabilities_of(without_class(choose_class(labels, all), "contempt"));
  ASSERT_EQ(actual.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(actual[i], expected[i], 1e-6) << i;
}

TEST(WithoutClass, LeavesAnswersThatCannotDoWithout) {
  const std::vector<std::string> labels = {"neutral", "contempt"};
  const Classification certain = choose_class(labels, std::vector<float>{0, 1});
  EXPECT_EQ(probabilities_of(without_class(certain, "contempt")), std::vector<float>{1});
  EXPECT_EQ(without_class(certain, "fear"), certain);
  const Classification lone{"contempt", {{"contempt", 1}}};
  EXPECT_EQ(without_class(lone, "contempt"), lone);
}

TEST(WithoutClass, SharesEquallyWhereTheOthersAreNought) {
  const std::vector<std::string> labels = {"neutral", "contempt", "fear"};
  const Classification answer =
      without_class(choose_class(labels, std::vector<float>{0, 1, 0}), "contempt");
  EXPECT_EQ(answer.label, "neutral");
  EXPECT_EQ(probabilities_of(answer), (std::vector<float>{0.5F, 0.5F}));
}

}  // namespace
}  // namespace mien
