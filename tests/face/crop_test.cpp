#include "mien/face/crop.h"

#include <gtest/gtest.h>

#include <cmath>

#include "mien/core/error.h"

namespace mien {
namespace {

constexpr Size picture{200, 100};

TEST(Crop, NoMarginIsTheBoxInWholePixels) {
  EXPECT_EQ(crop_region({10.4F, 20.6F, 30, 40}, picture, {}), (Box{10, 21, 30, 40}));
}

TEST(Crop, MarginIsAShareOfEachSide) {
  EXPECT_EQ(crop_region({50, 40, 20, 10}, picture, {.margin = 0.5F}), (Box{40, 35, 40, 20}));
}

TEST(Crop, SquareHoldsTheBoxAroundItsCentre) {
  EXPECT_EQ(crop_region({50, 40, 20, 10}, picture, {.shape = CropShape::square}),
            (Box{50, 35, 20, 20}));
}

TEST(Crop, IsCutAtThePicturesEdges) {
  EXPECT_EQ(crop_region({-10, 90, 30, 40}, picture, {}), (Box{0, 90, 20, 10}));
}

TEST(Crop, IsNeverEmpty) {
  EXPECT_EQ(crop_region({-50, -50, 10, 10}, picture, {}), (Box{0, 0, 1, 1}));
  EXPECT_EQ(crop_region({500, 500, 10, 10}, picture, {}), (Box{199, 99, 1, 1}));
  EXPECT_EQ(crop_region({5, 5, 0, 0}, picture, {}), (Box{5, 5, 1, 1}));
}

Point mapped(const AffineMap& map, Point p) {
  return {map[0] * p.x + map[1] * p.y + map[2], map[3] * p.x + map[4] * p.y + map[5]};
}

// The template as published, doubled for an input of 224 after x + 8.
Landmarks template_at_224() {
  Landmarks points = {{{30.2946F, 51.6963F},
                       {65.5318F, 51.5014F},
                       {48.0252F, 71.7366F},
                       {33.5493F, 92.3655F},
                       {62.7299F, 92.2041F}}};
  for (Point& point : points) point = {2 * (point.x + 8), 2 * point.y};
  return points;
}

TEST(Alignment, IsTheIdentityForTheTemplate) {
  const AffineMap map = alignment_map(template_at_224(), {224, 224});
  const AffineMap identity = {1, 0, 0, 0, 1, 0};
  for (std::size_t i = 0; i < map.size(); ++i) EXPECT_NEAR(map[i], identity[i], 1e-3) << i;
}

TEST(Alignment, UndoesARotationAScaleAndAShift) {
  const float angle = 0.4F;
  const float scale = 3;
  Landmarks turned = template_at_224();
  for (Point& p : turned) {
    p = {scale * (std::cos(angle) * p.x - std::sin(angle) * p.y) + 17,
         scale * (std::sin(angle) * p.x + std::cos(angle) * p.y) - 5};
  }
  const AffineMap map = alignment_map(turned, {224, 224});
  const Landmarks expected = template_at_224();
  for (std::size_t i = 0; i < turned.size(); ++i) {
    EXPECT_NEAR(mapped(map, turned[i]).x, expected[i].x, 1e-2);
    EXPECT_NEAR(mapped(map, turned[i]).y, expected[i].y, 1e-2);
  }
}

TEST(Alignment, RefusesLandmarksInOnePlace) {
  EXPECT_THROW((void)alignment_map(Landmarks{}, {112, 112}), Error);
}

InputSpec input_of(int side) {
  InputSpec input;
  input.width = side;
  input.height = side;
  return input;
}

Image gradient(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* pixel = image.mutable_row(y) + 3 * x;
      pixel[0] = static_cast<std::uint8_t>(x);
      pixel[1] = static_cast<std::uint8_t>(y);
      pixel[2] = 7;
    }
  }
  return image;
}

TEST(CutFace, CopiesThePixelsWhereNothingIsResized) {
  const Image picture = gradient(64, 48);
  const Image cut = cut_face(picture, {.box = {10, 5, 16, 16}}, input_of(16), {});
  ASSERT_EQ(cut.size(), (Size{16, 16}));
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      EXPECT_EQ(cut.row(y)[3 * x], x + 10);
      EXPECT_EQ(cut.row(y)[3 * x + 1], y + 5);
      EXPECT_EQ(cut.row(y)[3 * x + 2], 7);
    }
  }
}

TEST(CutFace, AreaRuleAverages) {
  const Image picture = gradient(64, 48);
  InputSpec input = input_of(8);
  input.resize = ResizeRule::area;
  const Image cut = cut_face(picture, {.box = {0, 0, 32, 32}}, input, {});
  EXPECT_NEAR(cut.row(0)[0], 1.5, 0.51);
  EXPECT_NEAR(cut.row(3)[3 * 5 + 1], 3 * 4 + 1.5, 0.51);
}

TEST(CutFace, AntialiasRuleResizesTheRegionAlone) {
  const Image picture = gradient(64, 48);
  InputSpec input = input_of(8);
  input.resize = ResizeRule::antialias;
  const Image cut = cut_face(picture, {.box = {16, 8, 32, 32}}, input, {});
  ASSERT_EQ(cut.size(), (Size{8, 8}));
  // Of a gradient the filter gives the value at the centre, but for the edges of the region.
  EXPECT_NEAR(cut.row(3)[3 * 4], 16 + 4 * 4 + 1.5, 0.51);
  EXPECT_NEAR(cut.row(3)[3 * 4 + 1], 8 + 4 * 3 + 1.5, 0.51);
}

TEST(CutFace, AlignsByLandmarks) {
  const Image picture = gradient(250, 250);
  Detection face;
  face.landmarks = template_at_224();
  for (Point& point : *face.landmarks) point.x += 10;
  const CropSpec rule{.alignment = Alignment::five_point};
  const Image cut = cut_face(picture, face, input_of(224), rule);
  EXPECT_NEAR(cut.row(100)[3 * 50], 60, 1);
  EXPECT_NEAR(cut.row(100)[3 * 50 + 1], 100, 1);
  face.landmarks.reset();
  EXPECT_THROW((void)cut_face(picture, face, input_of(224), rule), Error);
}

TEST(CutFace, AlignsByTheEyes) {
  const Image picture = gradient(250, 250);
  Detection face;
  face.box = {60, 50, 64, 64};
  face.landmarks = Landmarks{{{80, 70}, {104, 70}, {92, 85}, {82, 100}, {102, 100}}};
  const CropSpec rule{.alignment = Alignment::eyes};
  // The eyes are level: the crop is the box.
  const Image level = cut_face(picture, face, input_of(64), rule);
  EXPECT_NEAR(level.row(20)[3 * 10], 70, 1);
  EXPECT_NEAR(level.row(20)[3 * 10 + 1], 70, 1);
  // One that is turned by 45 degrees: columns and rows of the crop run along the eyes.
  face.landmarks = Landmarks{{{80, 60}, {104, 84}, {82, 82}, {66, 84}, {80, 98}}};
  const Image turned = cut_face(picture, face, input_of(64), rule);
  EXPECT_NEAR(turned.row(30)[3 * 40] - turned.row(30)[3 * 30], 10 * std::sqrt(0.5), 1.5);
  EXPECT_NEAR(turned.row(30)[3 * 40 + 1] - turned.row(30)[3 * 30 + 1], 10 * std::sqrt(0.5), 1.5);
  face.landmarks.reset();
  EXPECT_THROW((void)cut_face(picture, face, input_of(64), rule), Error);
}

}  // namespace
}  // namespace mien
