#include "mien/core/geometry.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

TEST(Geometry, OverlapOfHalfShiftedBoxesIsAThird) {
  EXPECT_FLOAT_EQ(intersection_over_union({0, 0, 10, 10}, {5, 0, 10, 10}), 1.0F / 3);
}

TEST(Geometry, OverlapOfABoxWithItselfIsOne) {
  EXPECT_FLOAT_EQ(intersection_over_union({-3, 2, 10, 4}, {-3, 2, 10, 4}), 1);
}

TEST(Geometry, TouchingAndEmptyBoxesDoNotOverlap) {
  EXPECT_EQ(intersection_over_union({0, 0, 10, 10}, {10, 0, 10, 10}), 0);
  EXPECT_EQ(intersection_over_union({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
}

}  // namespace
}  // namespace mien
