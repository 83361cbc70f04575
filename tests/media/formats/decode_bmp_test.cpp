#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "media/pictures.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// A header of 40 bytes for `bits` a pixel; what follows it is the caller's.
ByteWriter header(int width, int height, std::uint32_t bits, std::uint32_t compression,
                  std::uint32_t offset) {
  ByteWriter bmp(false);
  bmp.text("BM").number(0, 4).number(0, 4).number(offset, 4).number(40, 4);
  bmp.number(static_cast<std::uint32_t>(width), 4).number(static_cast<std::uint32_t>(height), 4);
  bmp.number(1, 2).number(bits, 2).number(compression, 4).number(0, 4);
  bmp.number(0, 4).number(0, 4).number(0, 4).number(0, 4);
  return bmp;
}

TEST(DecodeBmp, IsExact) {
  for (const Size size : {Size{1, 1}, Size{2, 5}, Size{77, 53}}) {
    const cv::Mat picture = make_picture(size.width, size.height);
    EXPECT_EQ(greatest_difference(decode_image(encode_with_opencv(".bmp", picture), "x"), picture),
              0);
  }
}

TEST(DecodeBmp, DecodesGreyAndAlpha) {
  cv::Mat grey;
  cv::cvtColor(make_picture(33, 21), grey, cv::COLOR_BGR2GRAY);
  auto bytes = encode_with_opencv(".bmp", grey);
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), decode_with_opencv(bytes)), 0);
  EXPECT_EQ(greatest_difference(read_image(test_data("media/alpha.bmp")),
                                read_image(test_data("media/gradient.png"))),
            0);
}

TEST(DecodeBmp, DecodesPalettes) {
  for (const char* name : {"palette", "bilevel"}) {
    const std::string base = std::string("media/") + name;
    EXPECT_EQ(greatest_difference(read_image(test_data(base + ".bmp")),
                                  read_image(test_data(base + ".png"))),
              0)
        << name;
  }
}

TEST(DecodeBmp, DecodesFourBits) {
  ByteWriter bmp = header(3, 1, 4, 0, 54 + 64);
  for (std::uint32_t i = 0; i < 16; ++i) bmp.number(i, 1).number(2 * i, 1).number(3 * i, 2);
  bmp.number(0x1F, 1).number(0x70, 1).number(0, 2);
  const Image image = decode_image(bmp.get(), "x");
  const std::vector<std::uint8_t> pixels(image.row(0), image.row(0) + 9);
  EXPECT_THAT(pixels, testing::ElementsAre(3, 2, 1, 45, 30, 15, 21, 14, 7));
}

TEST(DecodeBmp, DecodesSixteenBits) {
  ByteWriter plain = header(2, 1, 16, 0, 54);
  plain.number(0x7C00, 2).number(0x001F, 2);
  const Image five = decode_image(plain.get(), "x");
  EXPECT_THAT(std::vector<int>(five.row(0), five.row(0) + 6),
              testing::ElementsAre(255, 0, 0, 0, 0, 255));
  ByteWriter masked = header(2, 1, 16, 3, 66);
  masked.number(0xF800, 4).number(0x07E0, 4).number(0x001F, 4).number(0x07E0, 2).number(0x8410, 2);
  const Image six = decode_image(masked.get(), "x");
  EXPECT_THAT(std::vector<int>(six.row(0), six.row(0) + 6),
              testing::ElementsAre(0, 255, 0, 131, 129, 131));
}

TEST(DecodeBmp, DecodesTopRowFirst) {
  ByteWriter bmp = header(1, -2, 32, 0, 54);
  bmp.number(0x010203, 4).number(0x040506, 4);
  const Image image = decode_image(bmp.get(), "x");
  EXPECT_EQ(image.row(0)[0], 1);
  EXPECT_EQ(image.row(1)[2], 6);
}

TEST(DecodeBmp, RefusesEveryTruncation) {
  for (const char* name : {"palette.bmp", "bilevel.bmp", "alpha.bmp"}) {
    const auto bytes = read_bytes(test_data(std::string("media/") + name));
    for (const std::size_t length : cuts(bytes.size(), 13)) {
      EXPECT_THAT(input_error([&] { (void)decode_image(std::span(bytes).first(length), "a.bmp"); }),
                  StartsWith("a.bmp: "))
          << length << " of " << bytes.size();
    }
  }
}

TEST(DecodeBmp, RefusesKindsThatItDoesNotKnow) {
  const auto message = [](std::uint32_t bits, std::uint32_t compression, std::uint32_t offset) {
    ByteWriter bmp = header(1, 1, bits, compression, offset);
    for (int i = 0; i < 300; ++i) bmp.number(0, 4);
    return input_error([&] { (void)decode_image(bmp.get(), "a.bmp"); });
  };
  EXPECT_THAT(message(8, 1, 54), HasSubstr("found compression 1 with 8 bits"));
  EXPECT_THAT(message(7, 0, 54), HasSubstr("found compression 0 with 7 bits"));
  EXPECT_THAT(message(24, 3, 54), HasSubstr("found compression 3 with 24 bits"));
  EXPECT_THAT(message(32, 3, 54), HasSubstr("expected masks of neighbouring bits"));
  EXPECT_THAT(message(24, 0, 2), HasSubstr("damaged"));
  EXPECT_THAT(message(24, 0, 0xFFFFFFFF), HasSubstr("expected 4294967299 bytes"));
}

}  // namespace
}  // namespace mien
