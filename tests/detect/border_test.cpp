#include "detect/border.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace mien::detect {
namespace {

TEST(Border, RepeatsThePixelsOfTheEdge) {
  Image image(2, 1);
  const std::uint8_t pixels[] = {1, 2, 3, 4, 5, 6};
  std::ranges::copy(pixels, image.mutable_row(0));
  const Image wide = with_border(image, 2);
  ASSERT_EQ(wide.size(), (Size{6, 5}));
  for (int y = 0; y < 5; ++y) {
    for (int x = 0; x < 6; ++x) EXPECT_EQ(wide.row(y)[3 * x], x < 3 ? 1 : 4);
  }
}

TEST(Border, IsTakenFromFacesAgain) {
  Detection face;
  face.box = {60, 35, 20, 30};
  face.landmarks.emplace();
  (*face.landmarks)[4] = {70, 50};
  const Detection detection = without_border(face, 10, 0.5F);
  EXPECT_EQ(detection.box, (Box{100, 50, 40, 60}));
  EXPECT_EQ((*detection.landmarks)[4].x, 120);
  EXPECT_EQ((*detection.landmarks)[4].y, 80);
}

TEST(Border, HoldsNoFaceThatIsWanted) {
  Detection face;
  face.box = {-30, 10, 40, 40};
  EXPECT_FALSE(is_wanted(face, {100, 100}, 20));
  face.box.x = -10;
  EXPECT_TRUE(is_wanted(face, {100, 100}, 40));
  EXPECT_FALSE(is_wanted(face, {100, 100}, 41));
}

}  // namespace
}  // namespace mien::detect
