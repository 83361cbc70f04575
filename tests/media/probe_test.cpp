#include "media/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/pictures.h"

namespace mien::media {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr std::int64_t plenty = 100'000'000;

struct Case {
  std::string extension;
  Format format;
};

class ProbeOfFormat : public testing::TestWithParam<Case> {};

INSTANTIATE_TEST_SUITE_P(Formats, ProbeOfFormat,
                         testing::Values(Case{".jpg", Format::jpeg}, Case{".png", Format::png},
                                         Case{".webp", Format::webp}, Case{".bmp", Format::bmp},
                                         Case{".tif", Format::tiff}),
                         [](const auto& info) {
                           return std::string(to_string(info.param.format));
                         });

TEST_P(ProbeOfFormat, FindsFormatAndSize) {
  for (const Size size : {Size{1, 1}, Size{37, 21}, Size{300, 2}, Size{1, 2000}}) {
    const auto bytes =
        encode_with_opencv(GetParam().extension, make_picture(size.width, size.height));
    const Probe probe = probe_image(bytes, "x", plenty);
    EXPECT_EQ(probe.format, GetParam().format);
    EXPECT_EQ(probe.size, size);
    EXPECT_EQ(probe.orientation, 1);
  }
}

TEST_P(ProbeOfFormat, RefusesPicturesOverTheLimit) {
  const auto bytes = encode_with_opencv(GetParam().extension, make_picture(40, 30));
  EXPECT_EQ(probe_image(bytes, "x", 1200).size, (Size{40, 30}));
  EXPECT_EQ(input_error([&] { (void)probe_image(bytes, "a.x", 1199); }),
            "a.x: expected at most 1199 pixels, found 40x30");
}

TEST_P(ProbeOfFormat, RefusesDataThatEndInTheHeader) {
  const auto bytes = encode_with_opencv(GetParam().extension, make_picture(16, 16));
  for (std::size_t length = 0; length < 16; ++length) {
    EXPECT_THAT(input_error([&] { (void)probe_image(Bytes(bytes).first(length), "a.x", plenty); }),
                StartsWith("a.x: "))
        << length;
  }
}

// Headers of pictures that nobody could decode: their sizes must be refused without trying.

std::vector<std::byte> png_header(std::uint32_t width, std::uint32_t height) {
  return ByteWriter(true)
      .text("\x89PNG\r\n\x1A\n")
      .number(13, 4)
      .text("IHDR")
      .number(width, 4)
      .number(height, 4)
      .number(0x08020000, 4)
      .number(0, 1)
      .number(0, 4)
      .get();
}

std::vector<std::byte> bmp_header(std::uint32_t width, std::uint32_t height) {
  return ByteWriter(false)
      .text("BM")
      .number(100, 4)
      .number(0, 4)
      .number(54, 4)
      .number(40, 4)
      .number(width, 4)
      .number(height, 4)
      .number(1, 2)
      .number(24, 2)
      .number(0, 4)
      .get();
}

std::vector<std::byte> tiff_header(std::uint32_t width, std::uint32_t height) {
  return ByteWriter(false)
      .text("II")
      .number(42, 2)
      .number(8, 4)
      .number(2, 2)
      .number(256, 2)
      .number(4, 2)
      .number(1, 4)
      .number(width, 4)
      .number(257, 2)
      .number(4, 2)
      .number(1, 4)
      .number(height, 4)
      .number(0, 4)
      .get();
}

std::vector<std::byte> jpeg_header(std::uint32_t width, std::uint32_t height) {
  return ByteWriter(true)
      .number(0xFFD8, 2)
      .number(0xFFC0, 2)
      .number(17, 2)
      .number(8, 1)
      .number(height, 2)
      .number(width, 2)
      .number(3, 1)
      .number(0, 4)
      .number(0, 4)
      .get();
}

std::vector<std::byte> webp_header(std::uint32_t width, std::uint32_t height) {
  return ByteWriter(false)
      .text("RIFF")
      .number(30, 4)
      .text("WEBPVP8X")
      .number(10, 4)
      .number(0, 4)
      .number(width - 1, 3)
      .number(height - 1, 3)
      .text("VP8 ")
      .number(0, 4)
      .get();
}

std::string refusal(const std::vector<std::byte>& bytes) {
  return input_error([&] { (void)probe_image(bytes, "a", plenty); });
}

TEST(Probe, RefusesDecompressionBombs) {
  const std::string expected = "a: expected at most 100000000 pixels, found 60000x60000";
  EXPECT_EQ(refusal(png_header(60000, 60000)), expected);
  EXPECT_EQ(refusal(bmp_header(60000, 60000)), expected);
  EXPECT_EQ(refusal(bmp_header(60000, 0U - 60000U)), expected);
  EXPECT_EQ(refusal(tiff_header(60000, 60000)), expected);
  EXPECT_EQ(refusal(jpeg_header(60000, 60000)), expected);
  EXPECT_THAT(refusal(webp_header(60000, 60000)), HasSubstr("60000x60000"));
}

TEST(Probe, RefusesSidesOutOfRange) {
  for (const std::uint32_t side : {0U, 65536U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFFU}) {
    EXPECT_THAT(refusal(png_header(side, 5)), HasSubstr("sides of 1 to 65535")) << side;
    EXPECT_THAT(refusal(png_header(5, side)), HasSubstr("sides of 1 to 65535")) << side;
    EXPECT_THAT(refusal(tiff_header(side, 5)), HasSubstr("sides of 1 to 65535")) << side;
    EXPECT_THAT(refusal(bmp_header(side, 5)), HasSubstr("sides of 1 to 65535")) << side;
  }
  EXPECT_THAT(refusal(bmp_header(5, 0x80000000U)), HasSubstr("found 5x2147483648"));
  EXPECT_THAT(refusal(jpeg_header(0, 5)), HasSubstr("found 0x5"));
  EXPECT_THAT(refusal(webp_header(16777216, 1)), StartsWith("a: "));
}

TEST(Probe, RefusesNoData) {
  EXPECT_EQ(refusal({}),
            "a: expected a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF picture, found no data");
}

TEST(Probe, ShowsTheFirstBytesOfUnknownData) {
  EXPECT_EQ(refusal(ByteWriter(true).text("Dear all, and more").get()),
            "a: expected a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF picture, found data that "
            "start with "
            "44 65 61 72 20 61 6c 6c");
  EXPECT_THAT(refusal(ByteWriter(true).text("BMW is no bitmap, though it begins like one").get()),
              HasSubstr("found data that start with"));
}

TEST(Probe, ReadsTheOrientationOfAJpeg) {
  const auto jpeg = encode_with_opencv(".jpg", make_picture(8, 9));
  const Probe probe = probe_image(with_exif(jpeg, make_exif(6, true)), "x", plenty);
  EXPECT_EQ(probe.orientation, 6);
  EXPECT_EQ(probe.size, (Size{8, 9}));
}

}  // namespace
}  // namespace mien::media
