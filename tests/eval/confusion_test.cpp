#include "eval/confusion.h"

#include <gtest/gtest.h>

#include <cmath>

namespace mien::eval {
namespace {

/// Of class 0 two pictures are taken for 0 and one for 1. Of class 1 one is taken for 1 and three
/// for 0. There is none of class 2, for which two of class 1 are taken.
Confusion example() {
  Confusion confusion(3);
  confusion.add(0, 0, 2);
  confusion.add(0, 1);
  confusion.add(1, 1);
  confusion.add(1, 0, 3);
  confusion.add(1, 2, 2);
  return confusion;
}

TEST(Confusion, CountsByTruthAndAnswer) {
  EXPECT_EQ(example().counts(), (std::vector<std::uint64_t>{2, 1, 0, 3, 1, 2, 0, 0, 0}));
  EXPECT_EQ(example().at(1, 0), 3U);
}

TEST(Confusion, ScoresEachClass) {
  const std::vector<ClassScores> scores = class_scores(example());
  ASSERT_EQ(scores.size(), 3U);
  EXPECT_EQ(scores[0].support, 3U);
  EXPECT_DOUBLE_EQ(scores[0].precision, 2.0 / 5);
  EXPECT_DOUBLE_EQ(scores[0].recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(scores[0].f1, 0.5);  // 2 (2/5)(2/3) / (2/5 + 2/3)
  EXPECT_EQ(scores[1].support, 6U);
  EXPECT_DOUBLE_EQ(scores[1].precision, 1.0 / 2);
  EXPECT_DOUBLE_EQ(scores[1].recall, 1.0 / 6);
  EXPECT_DOUBLE_EQ(scores[1].f1, 0.25);
  EXPECT_EQ(scores[2].support, 0U);
  EXPECT_DOUBLE_EQ(scores[2].precision, 0);
  EXPECT_TRUE(std::isnan(scores[2].recall));
}

TEST(Confusion, MeansAreOverClassesWithPictures) {
  EXPECT_DOUBLE_EQ(accuracy(example()), 3.0 / 9);
  EXPECT_DOUBLE_EQ(balanced_accuracy(example()), (2.0 / 3 + 1.0 / 6) / 2);
  EXPECT_DOUBLE_EQ(macro_f1(example()), (0.5 + 0.25) / 2);
}

TEST(Confusion, AClassThatIsNeverAnsweredHasNoPrecisionButAnF1) {
  Confusion confusion(2);
  confusion.add(0, 1, 4);
  confusion.add(1, 1, 4);
  const std::vector<ClassScores> scores = class_scores(confusion);
  EXPECT_TRUE(std::isnan(scores[0].precision));
  EXPECT_DOUBLE_EQ(scores[0].f1, 0);
  EXPECT_DOUBLE_EQ(macro_f1(confusion), 1.0 / 3);
}

TEST(Confusion, NothingIsNoScore) {
  EXPECT_TRUE(std::isnan(accuracy(Confusion(2))));
  EXPECT_TRUE(std::isnan(balanced_accuracy(Confusion(2))));
  EXPECT_TRUE(std::isnan(macro_f1(Confusion(2))));
}

}  // namespace
}  // namespace mien::eval
