#include "mien/identity/main_face.h"

#include <gtest/gtest.h>

namespace mien {
namespace {

ImageResult photo_with(std::initializer_list<Box> boxes) {
  ImageResult photo;
  photo.width = 250;
  photo.height = 250;
  for (const Box& box : boxes) photo.faces.emplace_back().box = box;
  return photo;
}

TEST(MainFace, IsNoneOfAPhotoWithoutFaces) { EXPECT_EQ(main_face(photo_with({})), std::nullopt); }

TEST(MainFace, IsTheOnlyFaceWhereverItIs) {
  EXPECT_EQ(main_face(photo_with({{-5, -5, 20, 20}})), 0U);
}

TEST(MainFace, IsTheLargerOfTwoBesideTheMiddle) {
  EXPECT_EQ(main_face(photo_with({{60, 100, 40, 40}, {140, 90, 60, 60}})), 1U);
}

TEST(MainFace, IsTheOneInTheMiddleBesideALargerOneAtTheEdge) {
  EXPECT_EQ(main_face(photo_with({{170, 60, 110, 130}, {75, 75, 100, 110}})), 1U);
}

TEST(MainFace, IsTheLargeOneBesideASmallOneInTheMiddle) {
  EXPECT_EQ(main_face(photo_with({{110, 110, 25, 25}, {40, 40, 130, 150}})), 1U);
}

TEST(MainFace, IsTheFirstOfEqualFaces) {
  EXPECT_EQ(main_face(photo_with({{50, 100, 50, 50}, {150, 100, 50, 50}})), 0U);
}

}  // namespace
}  // namespace mien
