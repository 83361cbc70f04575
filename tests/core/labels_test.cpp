#include "mien/core/labels.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Labels, ConfidenceIsThatOfTheChosenLabel) {
  const Classification answer{"female", {{"male", 0.45F}, {"female", 0.55F}}};
  EXPECT_FLOAT_EQ(answer.confidence(), 0.55F);
  EXPECT_EQ(Classification{}.confidence(), 0);
}

}  // namespace
}  // namespace mien
