#include "cli/data/prepare_faces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::cli {
namespace {

/// A picture whose red is the column and whose green is the row.
Image chart(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.mutable_row(y)[3 * x] = static_cast<std::uint8_t>(x);
      image.mutable_row(y)[3 * x + 1] = static_cast<std::uint8_t>(y);
      image.mutable_row(y)[3 * x + 2] = 0;
    }
  }
  return image;
}

Detection face(const Box& box) {
  Detection detection;
  detection.box = box;
  return detection;
}

TEST(ChooseFace, TakesTheLargestOrTheCentralOne) {
  const std::vector<Detection> faces = {face({0, 0, 30, 30}), face({40, 40, 20, 20}),
                                        face({70, 0, 30, 30})};
  const Size size{100, 100};
  EXPECT_EQ(choose_face(faces, size, SeveralFaces::largest)->box, (Box{0, 0, 30, 30}));
  EXPECT_EQ(choose_face(faces, size, SeveralFaces::centre)->box, (Box{40, 40, 20, 20}));
  EXPECT_FALSE(choose_face(faces, size, SeveralFaces::skip));
  EXPECT_EQ(choose_face(std::span(faces).first(1), size, SeveralFaces::skip)->box,
            (Box{0, 0, 30, 30}));
  EXPECT_FALSE(choose_face({}, size, SeveralFaces::largest));
}

TEST(CutCrop, CutsTheBoxPixelByPixel) {
  const FaceCrop crop = cut_crop(chart(100, 80), ChosenFace{{10, 20, 30, 40}}, {});
  const Image picture = decode_image(crop.file, "crop");
  EXPECT_EQ(picture.size(), (Size{30, 40}));
  EXPECT_EQ(picture.row(0)[0], 10);
  EXPECT_EQ(picture.row(0)[1], 20);
  EXPECT_EQ(picture.row(39)[3 * 29], 39);
  EXPECT_EQ(crop.box, (Box{0, 0, 30, 40}));
}

TEST(CutCrop, SaysWhereTheFaceIsInACropWithMargin) {
  CutOptions options;
  options.crop.margin = 0.5F;
  options.size = 40;
  // The region is 20..100 x 10..90, and halved.
  const FaceCrop crop = cut_crop(chart(120, 100), ChosenFace{{40, 30, 40, 40}}, options);
  EXPECT_EQ(decode_image(crop.file, "crop").size(), (Size{40, 40}));
  EXPECT_EQ(crop.box, (Box{10, 10, 20, 20}));
}

TEST(CutCrop, TakesMarginsInPixelsAsThePublishedNotebookDoes) {
  CutOptions options;
  options.margin_pixels = {20, 40};
  // 20 left and right, 40 above and below, cut at the upper edge of the picture.
  const FaceCrop crop = cut_crop(chart(200, 150), ChosenFace{{50, 30, 30, 40}}, options);
  const Image picture = decode_image(crop.file, "crop");
  EXPECT_EQ(picture.size(), (Size{70, 110}));
  EXPECT_EQ(picture.row(0)[0], 30);
  EXPECT_EQ(picture.row(0)[1], 0);
  EXPECT_EQ(crop.box, (Box{20, 30, 30, 40}));
}

TEST(CutCrop, TurnsAFaceByItsEyes) {
  CutOptions options;
  options.crop.alignment = Alignment::eyes;
  const FaceCrop level = cut_crop(
      chart(100, 80), ChosenFace{{10, 20, 30, 40}, EyeCentres{{15, 30}, {35, 30}}}, options);
  const Image picture = decode_image(level.file, "crop");
  EXPECT_EQ(picture.size(), (Size{30, 40}));
  EXPECT_EQ(picture.row(0)[0], 10);
  EXPECT_EQ(level.box, (Box{0, 0, 30, 40}));
  const FaceCrop turned = cut_crop(
      chart(100, 80), ChosenFace{{10, 20, 30, 40}, EyeCentres{{15, 30}, {35, 36}}}, options);
  EXPECT_NE(turned.file, level.file);
  EXPECT_THROW((void)cut_crop(chart(100, 80), ChosenFace{{10, 20, 30, 40}}, options), Error);
}

TEST(CutCrop, KeepsTheAspectAndNeverEnlarges) {
  CutOptions options;
  options.size = 50;
  EXPECT_EQ(decode_image(cut_crop(chart(200, 60), std::nullopt, options).file, "crop").size(),
            (Size{50, 15}));
  EXPECT_EQ(decode_image(cut_crop(chart(30, 20), std::nullopt, options).file, "crop").size(),
            (Size{30, 20}));
  EXPECT_FALSE(cut_crop(chart(30, 20), std::nullopt, options).box);
  EXPECT_EQ(decode_image(cut_crop(chart(200, 1), std::nullopt, options).file, "crop").size(),
            (Size{50, 1}));
}

TEST(CutCrop, WritesTheFormatThatIsAskedFor) {
  CutOptions options;
  EXPECT_EQ(cut_crop(chart(9, 9), std::nullopt, options).file[1], std::byte{'P'});
  options.format = CropFormat::jpeg;
  EXPECT_EQ(cut_crop(chart(9, 9), std::nullopt, options).file[0], std::byte{0xFF});
}

}  // namespace
}  // namespace mien::cli
