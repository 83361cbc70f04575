#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien {
namespace {

using testing::StartsWith;

TEST(DecodePng, IsExact) {
  for (const Size size : {Size{1, 1}, Size{77, 53}}) {
    const cv::Mat picture = make_picture(size.width, size.height);
    const auto bytes = encode_with_opencv(".png", picture);
    EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), picture), 0);
  }
}

TEST(DecodePng, TakesTheHighByteOf16Bits) {
  const cv::Mat picture = make_picture(33, 21);
  cv::Mat deep;
  picture.convertTo(deep, CV_16U, 256, 200);  // the low byte is 200 throughout
  EXPECT_EQ(greatest_difference(decode_image(encode_with_opencv(".png", deep), "x"), picture), 0);
}

TEST(DecodePng, MakesGreyRgb) {
  cv::Mat grey;
  cv::cvtColor(make_picture(33, 21), grey, cv::COLOR_BGR2GRAY);
  cv::Mat expected;
  cv::cvtColor(grey, expected, cv::COLOR_GRAY2BGR);
  EXPECT_EQ(greatest_difference(decode_image(encode_with_opencv(".png", grey), "x"), expected), 0);
  cv::Mat deep;
  grey.convertTo(deep, CV_16U, 256, 255);
  EXPECT_EQ(greatest_difference(decode_image(encode_with_opencv(".png", deep), "x"), expected), 0);
}

TEST(DecodePng, DropsAlpha) {
  const cv::Mat picture = make_picture(33, 21);
  std::vector<cv::Mat> planes;
  cv::split(picture, planes);
  planes.push_back(planes[0] / 2);
  cv::Mat transparent;
  cv::merge(planes, transparent);
  EXPECT_EQ(
      greatest_difference(decode_image(encode_with_opencv(".png", transparent), "x"), picture), 0);
}

TEST(DecodePng, DecodesOtherKinds) {
  for (const char* name : {"palette.png", "bilevel.png", "interlaced.png"}) {
    const auto bytes = read_bytes(test_data(std::string("media/") + name));
    EXPECT_EQ(greatest_difference(decode_image(bytes, name), decode_with_opencv(bytes)), 0) << name;
  }
}

TEST(DecodePng, DecodesInterlacedLikeTheRest) {
  EXPECT_EQ(greatest_difference(read_image(test_data("media/interlaced.png")),
                                read_image(test_data("media/gradient.png"))),
            0);
}

TEST(DecodePng, RefusesEveryTruncation) {
  const auto bytes = encode_with_opencv(".png", make_picture(60, 40));
  for (const std::size_t length : cuts(bytes.size(), 7)) {
    EXPECT_THAT(input_error([&] { (void)decode_image(std::span(bytes).first(length), "a.png"); }),
                StartsWith("a.png: "))
        << length << " of " << bytes.size();
  }
}

TEST(DecodePng, RefusesEveryDamagedByteOfThePixels) {
  const cv::Mat picture = make_picture(60, 40);
  const auto bytes = encode_with_opencv(".png", picture);
  // From the header's data on: its check sum and those of the pixels are verified.
  for (std::size_t at = 16; at < bytes.size(); at += 5) {
    auto damaged = bytes;
    damaged[at] ^= std::byte{0x40};
    EXPECT_NE(input_error([&] { (void)decode_image(damaged, "a.png", {.max_pixels = 1'000'000}); }),
              "")
        << at;
  }
}

}  // namespace
}  // namespace mien
