#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Values of the TIFF tag "compression".
constexpr int none = 1;
constexpr int lzw = 5;
constexpr int deflate = 8;

class DecodeTiff : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Compressions, DecodeTiff, testing::Values(none, lzw, deflate));

std::vector<std::byte> encode(const cv::Mat& picture, int compression) {
  return encode_with_opencv(".tif", picture, {cv::IMWRITE_TIFF_COMPRESSION, compression});
}

TEST_P(DecodeTiff, IsExact) {
  for (const Size size : {Size{1, 1}, Size{77, 53}, Size{300, 200}}) {
    const cv::Mat picture = make_picture(size.width, size.height);
    const auto bytes = encode(picture, GetParam());
    EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), picture), 0);
  }
}

TEST_P(DecodeTiff, Reduces16Bits) {
  const cv::Mat picture = make_picture(33, 21);
  cv::Mat deep;
  picture.convertTo(deep, CV_16U, 256, 100);
  EXPECT_LE(greatest_difference(decode_image(encode(deep, GetParam()), "x"), picture), 1);
  cv::Mat grey;
  cv::cvtColor(deep, grey, cv::COLOR_BGR2GRAY);
  cv::Mat expected;
  grey.convertTo(expected, CV_8U, 1 / 256.0, -0.4);
  cv::cvtColor(expected, expected, cv::COLOR_GRAY2BGR);
  EXPECT_LE(greatest_difference(decode_image(encode(grey, GetParam()), "x"), expected), 1);
}

TEST_P(DecodeTiff, RefusesEveryTruncation) {
  const auto bytes = encode(make_picture(60, 40), GetParam());
  for (const std::size_t length : cuts(bytes.size(), 13)) {
    EXPECT_THAT(input_error([&] { (void)decode_image(std::span(bytes).first(length), "a.tif"); }),
                StartsWith("a.tif: "))
        << length << " of " << bytes.size();
  }
}

TEST_P(DecodeTiff, SurvivesDamage) {
  const auto bytes = encode(make_picture(20, 20), GetParam());
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    for (const auto value : {std::byte{0}, std::byte{0xFF}, std::byte{7}}) {
      auto damaged = bytes;
      damaged[at] = value;
      try {
        const Image image = decode_image(damaged, "a.tif", {.max_pixels = 1'000'000});
        EXPECT_FALSE(image.empty());
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::input);
      }
    }
  }
}

TEST(DecodeTiffFile, DecodesOtherKinds) {
  const Image original = read_image(test_data("media/gradient.png"));
  EXPECT_EQ(greatest_difference(read_image(test_data("media/alpha.tif")), original), 0);
  EXPECT_EQ(greatest_difference(read_image(test_data("media/tiled.tif")), original), 0);
  EXPECT_EQ(greatest_difference(read_image(test_data("media/cmyk.tif")), original), 0);
  EXPECT_LE(greatest_difference(read_image(test_data("media/jpeg.tif")), original), 8);
  EXPECT_EQ(greatest_difference(read_image(test_data("media/palette.tif")),
                                read_image(test_data("media/palette.png"))),
            0);
  EXPECT_EQ(greatest_difference(read_image(test_data("media/bilevel.tif")),
                                read_image(test_data("media/bilevel.png"))),
            0);
}

TEST(DecodeTiffFile, DecodesTheFirstOfSeveralPages) {
  EXPECT_EQ(greatest_difference(read_image(test_data("media/two_pages.tif")),
                                read_image(test_data("media/gradient.png"))),
            0);
}

TEST(DecodeTiffFile, RefusesTruncationsOfOtherKinds) {
  for (const char* name : {"tiled.tif", "cmyk.tif", "jpeg.tif", "bilevel.tif", "alpha.tif"}) {
    const auto bytes = read_bytes(test_data(std::string("media/") + name));
    for (const std::size_t length : cuts(bytes.size(), 13)) {
      EXPECT_THAT(input_error([&] { (void)decode_image(std::span(bytes).first(length), name); }),
                  StartsWith(name))
          << length << " of " << bytes.size();
    }
  }
}

TEST(DecodeTiffFile, RefusesFloatingPoint) {
  EXPECT_THAT(input_error([] { (void)read_image(test_data("media/float.tif")); }),
              HasSubstr("float.tif: TIFF damaged, cut short or of an unknown kind: Sorry"));
}

}  // namespace
}  // namespace mien
