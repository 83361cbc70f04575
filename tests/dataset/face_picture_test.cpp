#include "dataset/face_picture.h"

#include <gtest/gtest.h>

#include "dataset/drawn_pictures.h"
#include "mien/face/crop.h"

namespace mien::dataset {
namespace {

TEST(FacePicture, AWholePictureIsSeenWhole) {
  const Image picture = smooth(12, 7);
  EXPECT_EQ(greatest_difference(seen(whole(picture)), picture), 0);
}

TEST(FacePicture, ShowsTheRegionThatInferenceCuts) {
  const Image picture = smooth(100, 80);
  const CropSpec crop{.margin = 0.2F, .shape = CropShape::square};
  for (const Box& box :
       {Box{40, 30, 20, 24}, Box{-10, -10, 30, 30}, Box{80, 60, 50, 50}, Box{0, 0, 100, 80}}) {
    const Box region = crop_region(box, picture.size(), crop);
    const FacePicture face = around(picture, box, crop);
    const Image expected = drawn(
        static_cast<int>(region.width), static_cast<int>(region.height), [&](int x, int y, int i) {
          return value(picture, x + static_cast<int>(region.x), y + static_cast<int>(region.y), i);
        });
    EXPECT_EQ(greatest_difference(seen(face), expected), 0) << box.x;
  }
}

TEST(FacePicture, KeepsHalfOfTheSidesAround) {
  const FacePicture face = around(smooth(100, 80), {40, 30, 20, 10}, {});
  EXPECT_EQ(face.picture.size(), (Size{40, 20}));
  EXPECT_EQ(face.region, (Box{10, 5, 20, 10}));
  const FacePicture corner = around(smooth(100, 80), {0, 70, 20, 10}, {});
  EXPECT_EQ(corner.picture.size(), (Size{30, 15}));
  EXPECT_EQ(corner.region, (Box{0, 5, 20, 10}));
}

}  // namespace
}  // namespace mien::dataset
