#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"

namespace mien {
namespace {

Image sample(int width, int height) {
  return decode_image(encode_with_opencv(".png", make_picture(width, height)), "x");
}

TEST(EncodeJpeg, EqualsOpenCv) {
  const cv::Mat picture = make_picture(77, 53);
  const auto expected = encode_with_opencv(".jpg", picture, {cv::IMWRITE_JPEG_QUALITY, 90});
  const auto bytes = encode_jpeg(sample(77, 53));
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), decode_with_opencv(expected)), 0);
}

TEST(EncodeJpeg, IsNearlyExactAtTheHighestQuality) {
  Image image(64, 48);
  for (int y = 0; y < 48; ++y) std::fill_n(image.mutable_row(y), 3 * 64, std::uint8_t(3 * y));
  EXPECT_LE(greatest_difference(decode_image(encode_jpeg(image, 100), "x"), image), 2);
}

TEST(EncodeJpeg, ShrinksWithTheQuality) {
  EXPECT_LT(encode_jpeg(sample(200, 200), 30).size(), encode_jpeg(sample(200, 200), 90).size());
}

TEST(EncodeJpeg, TakesAViewWithAStride) {
  const Image image = sample(40, 30);
  const Image part = Image::view(image.row(0), 20, 30, image.stride());
  EXPECT_EQ(decode_image(encode_jpeg(part), "x").size(), (Size{20, 30}));
}

TEST(EncodeJpeg, RefusesWhatMakesNoSense) {
  EXPECT_EQ(input_error([] { (void)encode_jpeg(Image{}); }),
            "encode as JPEG: expected a picture, found an empty one");
  EXPECT_NE(input_error([] { (void)encode_jpeg(Image(1, 70000)); }), "");
  for (const int quality : {0, 101, -5}) {
    EXPECT_THROW((void)encode_jpeg(sample(2, 2), quality), Error);
  }
}

}  // namespace
}  // namespace mien
