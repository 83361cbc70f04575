#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien {
namespace {

using testing::StartsWith;

// OpenCV: a quality above 100 means lossless.
TEST(DecodeWebp, IsExactIfLossless) {
  for (const Size size : {Size{1, 1}, Size{77, 53}}) {
    const cv::Mat picture = make_picture(size.width, size.height);
    const auto bytes = encode_with_opencv(".webp", picture, {cv::IMWRITE_WEBP_QUALITY, 101});
    EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), picture), 0);
  }
}

TEST(DecodeWebp, EqualsOpenCvIfLossy) {
  const auto bytes =
      encode_with_opencv(".webp", make_picture(77, 53), {cv::IMWRITE_WEBP_QUALITY, 80});
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), decode_with_opencv(bytes)), 0);
}

TEST(DecodeWebp, DropsAlpha) {
  EXPECT_EQ(greatest_difference(read_image(test_data("media/alpha.webp")),
                                read_image(test_data("media/gradient.png"))),
            0);
}

TEST(DecodeWebp, RefusesAnimations) {
  EXPECT_THAT(input_error([] { (void)read_image(test_data("media/animated.webp")); }),
              testing::EndsWith("found an animated WebP, which is a clip"));
}

TEST(DecodeWebp, ReadsTheOnlyPictureOfAnAnimation) {
  const Image image = read_image(test_data("media/single.webp"));
  EXPECT_EQ(image.size(), (Size{24, 18}));
  EXPECT_EQ(image.row(0)[0], 255);
}

TEST(DecodeWebp, RefusesEveryTruncation) {
  for (const int quality : {80, 101}) {
    const auto bytes =
        encode_with_opencv(".webp", make_picture(60, 40), {cv::IMWRITE_WEBP_QUALITY, quality});
    for (const std::size_t length : cuts(bytes.size(), 13)) {
      EXPECT_THAT(
          input_error([&] { (void)decode_image(std::span(bytes).first(length), "a.webp"); }),
          StartsWith("a.webp: "))
          << length << " of " << bytes.size();
    }
  }
}

TEST(DecodeWebp, RefusesATruncationThatTheContainerHides) {
  auto bytes = encode_with_opencv(".webp", make_picture(60, 40), {cv::IMWRITE_WEBP_QUALITY, 101});
  bytes.resize(bytes.size() / 2);
  const auto size = static_cast<std::uint32_t>(bytes.size() - 8);
  for (unsigned i = 0; i < 4; ++i) bytes[4 + i] = static_cast<std::byte>(size >> 8 * i & 0xFFU);
  EXPECT_THAT(input_error([&] { (void)decode_image(bytes, "a.webp"); }), StartsWith("a.webp: "));
}

}  // namespace
}  // namespace mien
