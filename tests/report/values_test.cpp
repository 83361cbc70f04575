#include "report/values.h"

#include <gtest/gtest.h>

#include <limits>

namespace mien {
namespace {

TEST(Values, RoundsWithoutNegativeZero) {
  EXPECT_EQ(fixed(12.34, 1), "12.3");
  EXPECT_EQ(fixed(12.36F, 1), "12.4");
  EXPECT_EQ(fixed(-0.04, 1), "0.0");
  EXPECT_EQ(fixed(-2.5, 1), "-2.5");
  EXPECT_EQ(fixed(31.5, 0), "32");
  EXPECT_EQ(rounded(0.123456, 4), 0.1235);
}

TEST(Values, SaysNothingOfWhatIsNotFinite) {
  EXPECT_FALSE(rounded(std::numeric_limits<double>::quiet_NaN(), 1));
  EXPECT_EQ(fixed(std::numeric_limits<double>::infinity(), 1), "");
  EXPECT_EQ(percent(std::numeric_limits<float>::quiet_NaN()), "");
  EXPECT_EQ(percent(0.974F), "97%");
}

TEST(Values, PutsClassesInTheDocumentedOrder) {
  const Classification answer{"fear", {{"zeal", 0.1F}, {"fear", 0.5F}, {"neutral", 0.4F}}};
  const std::vector<LabelProbability> ordered = in_order(answer, emotion_labels);
  EXPECT_EQ(ordered,
            (std::vector<LabelProbability>{{"neutral", 0.4F}, {"fear", 0.5F}, {"zeal", 0.1F}}));
  EXPECT_EQ(probability_of(answer, "fear"), 0.5F);
  EXPECT_EQ(probability_of(answer, "anger"), std::nullopt);
  EXPECT_EQ(probability_of(std::nullopt, "anger"), std::nullopt);
}

TEST(Values, TakesTheFileFromAnError) {
  EXPECT_EQ(error_without_file({"a.jpg", 0, 0, "a.jpg: too large", {}}), "too large");
  EXPECT_EQ(error_without_file({"a.jpg", 0, 0, "a.jpgx: too large", {}}), "a.jpgx: too large");
  EXPECT_EQ(error_without_file({"", 0, 0, ": too large", {}}), ": too large");
}

}  // namespace
}  // namespace mien
