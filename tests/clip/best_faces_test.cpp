#include "clip/best_faces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

namespace mien {
namespace {

using testing::ElementsAre;
using testing::FloatNear;

Face face_of(std::vector<float> identity, std::optional<float> quality = std::nullopt,
             float side = 10) {
  Face face;
  face.box = {0, 0, side, side};
  face.quality = quality;
  face.identity = std::move(identity);
  return face;
}

TEST(BestFacesTest, TheFeatureIsTheMeanDirectionOfItsFaces) {
  BestFaces faces;
  EXPECT_TRUE(faces.empty());
  EXPECT_TRUE(faces.add(face_of({1, 0}), 1, true));
  EXPECT_FALSE(faces.add(face_of({0, 5}), 2, true));
  const float half = std::sqrt(0.5F);
  EXPECT_THAT(faces.face().identity, ElementsAre(FloatNear(half, 1e-6F), FloatNear(half, 1e-6F)));
  EXPECT_EQ(faces.seconds(), 1);
}

TEST(BestFacesTest, TheBestFaceIsAloneThenOfHighQualityThenLarge) {
  BestFaces faces;
  EXPECT_TRUE(faces.add(face_of({1, 0}, 9, 50), 1, false));
  EXPECT_TRUE(faces.add(face_of({1, 0}, 2, 10), 2, true));
  EXPECT_TRUE(faces.add(face_of({1, 0}, 3, 10), 3, true));
  EXPECT_TRUE(faces.add(face_of({1, 0}, 3, 20), 4, true));
  EXPECT_FALSE(faces.add(face_of({1, 0}, 3, 20), 5, true));
  EXPECT_EQ(faces.seconds(), 4);
  EXPECT_EQ(faces.face().box.width, 20);
}

TEST(BestFacesTest, FacesOfMuchLowerQualityOrInAnotherDoNotCount) {
  BestFaces faces;
  faces.add(face_of({1, 0}, 4), 1, true);
  faces.add(face_of({0, 1}, 2.9F), 2, true);
  faces.add(face_of({0, 1}, 4), 3, false);
  EXPECT_THAT(faces.face().identity, ElementsAre(1, 0));
  faces.add(face_of({0, 1}, 3), 4, true);
  EXPECT_NEAR(faces.face().identity[1], std::sqrt(0.5F), 1e-6F);
}

TEST(BestFacesTest, OnlyTheTenBestCount) {
  BestFaces faces;
  for (int i = 0; i < 20; ++i) faces.add(face_of({0, 1}, 3.5F), i, true);
  for (int i = 20; i < 30; ++i) faces.add(face_of({1, 0}, 4), i, true);
  EXPECT_THAT(faces.face().identity, ElementsAre(1, 0));
  EXPECT_EQ(faces.seconds(), 20);
}

TEST(BestFacesTest, FeaturesThatCannotBeComparedArePassedOver) {
  BestFaces faces;
  EXPECT_FALSE(faces.add(face_of({}), 1, true));
  EXPECT_FALSE(faces.add(face_of({0, 0}), 1, true));
  EXPECT_FALSE(faces.add(face_of({1, std::numeric_limits<float>::quiet_NaN()}), 1, true));
  EXPECT_TRUE(faces.empty());
  faces.add(face_of({1, 0}), 1, true);
  faces.add(face_of({-1, 0}), 2, true);
  EXPECT_THAT(faces.face().identity, ElementsAre(1, 0));
}

}  // namespace
}  // namespace mien
