#include "face/upright.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "mien/face/crop.h"

namespace mien {

namespace {

constexpr Landmarks upright_points = {{{30, 30}, {70, 30}, {50, 50}, {35, 75}, {65, 75}}};

/// The points of a picture of 100 x 100 after it was turned clockwise, named as on the face.
Landmarks turned_points(Landmarks points, int degrees) {
  for (Point& point : points) {
    for (int turn = 0; turn < degrees; turn += 90) point = {100 - point.y, point.x};
  }
  return points;
}

/// A picture whose pixels say where they are.
Image numbered(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* const pixel = image.mutable_row(y) + 3 * x;
      pixel[0] = static_cast<std::uint8_t>(x);
      pixel[1] = static_cast<std::uint8_t>(y);
      pixel[2] = 7;
    }
  }
  return image;
}

Image turned_clockwise(const Image& image) {
  Image result(image.height(), image.width());
  for (int y = 0; y < result.height(); ++y) {
    for (int x = 0; x < result.width(); ++x) {
      for (int c = 0; c < 3; ++c) {
        result.mutable_row(y)[3 * x + c] = image.row(image.height() - 1 - x)[3 * y + c];
      }
    }
  }
  return result;
}

TEST(Upright, SaysHowFarAFaceIsToBeTurned) {
  EXPECT_EQ(turn_of(upright_points), 0);
  EXPECT_EQ(turn_of(turned_points(upright_points, 90)), 270);
  EXPECT_EQ(turn_of(turned_points(upright_points, 180)), 180);
  EXPECT_EQ(turn_of(turned_points(upright_points, 270)), 90);
  // Leaning by 45 degrees is upright enough.
  EXPECT_EQ(turn_of({{{50, 20}, {80, 50}, {50, 50}, {25, 55}, {45, 75}}}), 0);
  EXPECT_EQ(turn_of({}), 0);
}

TEST(Upright, ExchangesTheSidesOfAFaceThatADetectorNamedByThePicture) {
  Landmarks named_by_picture = turned_points(upright_points, 180);
  std::swap(named_by_picture[0], named_by_picture[1]);
  std::swap(named_by_picture[3], named_by_picture[4]);
  EXPECT_EQ(own_sides(named_by_picture), turned_points(upright_points, 180));
  EXPECT_EQ(own_sides(turned_points(upright_points, 180)), turned_points(upright_points, 180));
  EXPECT_EQ(own_sides(upright_points), upright_points);
}

// The same face is cut out of a picture however the picture lies.
TEST(Upright, ATurnedFaceIsCutAsAnUprightOne) {
  InputSpec input;
  input.width = 40;
  input.height = 40;
  input.resize = ResizeRule::area;
  CropSpec rule;
  rule.margin = 0.25F;
  Detection face{.box = {20, 20, 60, 60}, .score = 1, .landmarks = upright_points};
  Image picture = numbered(100, 100);
  const Image expected = cut_face(picture, face, input, rule);
  for (int degrees = 90; degrees < 360; degrees += 90) {
    picture = turned_clockwise(picture);
    face.landmarks = turned_points(upright_points, degrees);
    const Image cut = cut_face(picture, face, input, rule);
    int greatest = 0;
    for (int y = 0; y < 40; ++y) {
      for (int i = 0; i < 120; ++i) {
        greatest = std::max(greatest, std::abs(int{cut.row(y)[i]} - int{expected.row(y)[i]}));
      }
    }
    EXPECT_LE(greatest, 1) << degrees;
  }
}

TEST(Upright, CutsAtTheEdgesOfThePicture) {
  const Image picture = numbered(50, 40);
  const UprightFace face = upright_face(picture, {.box = {-10, -5, 30, 20}, .score = 1}, 180);
  EXPECT_EQ(face.picture.size(), (Size{50, 40}));
  EXPECT_EQ(face.face.box, (Box{30, 25, 30, 20}));
  const UprightFace far_away = upright_face(picture, {.box = {500, 500, 3, 3}, .score = 1}, 90);
  EXPECT_EQ(far_away.picture.size(), (Size{1, 1}));
}

}  // namespace

}  // namespace mien
