#include "mien/core/labels.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Labels, ConfidenceIsThatOfTheChosenLabel) {
  const Classification answer{"female", {{"male", 0.45F}, {"female", 0.55F}}};
  EXPECT_FLOAT_EQ(answer.confidence(), 0.55F);
  EXPECT_EQ(Classification{}.confidence(), 0);
}

TEST(Labels, AnAnswerIsUnsureBelowWhatItsModelAsksFor) {
  Classification answer{"female", {{"male", 0.45F}, {"female", 0.55F}}};
  EXPECT_FALSE(answer.unsure());
  answer.sure_from = 0.55F;
  EXPECT_FALSE(answer.unsure());
  answer.sure_from = 0.6F;
  EXPECT_TRUE(answer.unsure());
}

}  // namespace
}  // namespace mien
