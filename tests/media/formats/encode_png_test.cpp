#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"

namespace mien {
namespace {

TEST(EncodePng, IsReadBackExactly) {
  for (const Size size : {Size{1, 1}, Size{77, 53}}) {
    const cv::Mat picture = make_picture(size.width, size.height);
    const Image image = decode_image(encode_with_opencv(".bmp", picture), "x");
    const auto bytes = encode_png(image);
    EXPECT_EQ(greatest_difference(image, decode_with_opencv(bytes)), 0);
    EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), image), 0);
  }
}

TEST(EncodePng, IsDeterministic) {
  const Image image = decode_image(encode_with_opencv(".bmp", make_picture(50, 40)), "x");
  EXPECT_EQ(encode_png(image), encode_png(image));
}

TEST(EncodePng, TakesAViewWithAStride) {
  const Image image = decode_image(encode_with_opencv(".bmp", make_picture(50, 40)), "x");
  const Image part = Image::view(image.row(3) + 6, 20, 30, image.stride());
  EXPECT_EQ(greatest_difference(decode_image(encode_png(part), "x"), part), 0);
}

TEST(EncodePng, RefusesAnEmptyPicture) {
  EXPECT_EQ(input_error([] { (void)encode_png(Image{}); }),
            "encode as PNG: expected a picture, found an empty one");
}

}  // namespace
}  // namespace mien
