#include "networks/averaging_matrix.h"

#include <gtest/gtest.h>

namespace mien::train {
namespace {

using Floats = std::vector<float>;

TEST(AveragingMatrix, TakesOverlappingRanges) {
  // Means over 0 to 2 and 2 to 4.
  constexpr float third = 1.0F / 3;
  EXPECT_EQ(averaging_matrix(5, 2, false),
            (Floats{third, third, third, 0, 0, 0, 0, third, third, third}));
}

TEST(AveragingMatrix, RepeatsWhereThereAreTooFew) {
  EXPECT_EQ(averaging_matrix(2, 3, false), (Floats{1, 0, 0.5F, 0.5F, 0, 1}));
  EXPECT_EQ(averaging_matrix(2, 3, true), (Floats{1, 0.5F, 0, 0, 0.5F, 1}));
}

TEST(AveragingMatrix, IsTheIdentityForOneSize) {
  EXPECT_EQ(averaging_matrix(2, 2, false), (Floats{1, 0, 0, 1}));
}

}  // namespace
}  // namespace mien::train
