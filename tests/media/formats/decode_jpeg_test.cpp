#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "media/pictures.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Kind {
  std::string name;
  std::vector<int> parameters;
};

class DecodeJpeg : public testing::TestWithParam<Kind> {};

INSTANTIATE_TEST_SUITE_P(Kinds, DecodeJpeg,
                         testing::Values(Kind{"Baseline", {cv::IMWRITE_JPEG_QUALITY, 90}},
                                         Kind{"Progressive", {cv::IMWRITE_JPEG_PROGRESSIVE, 1}},
                                         Kind{"Restarts", {cv::IMWRITE_JPEG_RST_INTERVAL, 2}},
                                         Kind{"Optimised", {cv::IMWRITE_JPEG_OPTIMIZE, 1}}),
                         [](const auto& info) { return info.param.name; });

TEST_P(DecodeJpeg, EqualsOpenCv) {
  for (const Size size : {Size{1, 1}, Size{16, 16}, Size{77, 53}}) {
    const auto bytes =
        encode_with_opencv(".jpg", make_picture(size.width, size.height), GetParam().parameters);
    EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), decode_with_opencv(bytes)), 0);
  }
}

TEST_P(DecodeJpeg, DecodesGrey) {
  cv::Mat grey;
  cv::cvtColor(make_picture(33, 21), grey, cv::COLOR_BGR2GRAY);
  const auto bytes = encode_with_opencv(".jpg", grey, GetParam().parameters);
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), decode_with_opencv(bytes)), 0);
}

TEST_P(DecodeJpeg, RefusesEveryTruncation) {
  const auto bytes = encode_with_opencv(".jpg", make_picture(77, 53), GetParam().parameters);
  for (const std::size_t length : cuts(bytes.size(), 7)) {
    EXPECT_THAT(input_error([&] { (void)decode_image(std::span(bytes).first(length), "a.jpg"); }),
                StartsWith("a.jpg: "))
        << length << " of " << bytes.size();
  }
}

TEST_P(DecodeJpeg, SurvivesDamage) {
  const auto bytes = encode_with_opencv(".jpg", make_picture(40, 40), GetParam().parameters);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    for (const auto value : {std::byte{0}, std::byte{0xFF}, std::byte{0xD9}}) {
      auto damaged = bytes;
      damaged[at] = value;
      try {
        const Image image = decode_image(damaged, "a.jpg", {.max_pixels = 1'000'000});
        EXPECT_FALSE(image.empty());
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::input);
      }
    }
  }
}

TEST(DecodeJpegFile, AcceptsDataAfterTheEnd) {
  auto bytes = encode_with_opencv(".jpg", make_picture(30, 20));
  const cv::Mat expected = decode_with_opencv(bytes);
  bytes.resize(bytes.size() + 1000, std::byte{0xFF});
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), expected), 0);
}

TEST(DecodeJpegFile, AcceptsPaddingBeforeTheEnd) {
  auto bytes = encode_with_opencv(".jpg", make_picture(30, 20));
  const cv::Mat expected = decode_with_opencv(bytes);
  bytes.insert(bytes.end() - 2, 5, std::byte{0});
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), expected), 0);
}

TEST(DecodeJpegFile, RefusesAnEarlyEndMarker) {
  auto bytes = encode_with_opencv(".jpg", make_picture(300, 200));
  const auto middle = static_cast<std::ptrdiff_t>(bytes.size() / 2);
  bytes.erase(bytes.begin() + middle, bytes.end() - 2);
  EXPECT_THAT(input_error([&] { (void)decode_image(bytes, "a.jpg"); }),
              HasSubstr("a.jpg: JPEG damaged or cut short: Corrupt JPEG data"));
}

TEST(DecodeJpegFile, ConvertsCmyk) {
  const auto bytes = read_bytes(test_data("media/cmyk.jpg"));
  const Image image = decode_image(bytes, "x");
  EXPECT_LE(greatest_difference(image, decode_with_opencv(bytes)), 2);
  const Image original = read_image(test_data("media/gradient.png"));
  EXPECT_LE(greatest_difference(image, original), 40);  // the loss of the compression
}

TEST(DecodeJpegFile, RefusesACmykTruncation) {
  const auto bytes = read_bytes(test_data("media/cmyk.jpg"));
  for (const std::size_t length : cuts(bytes.size(), 7)) {
    EXPECT_NE(input_error([&] { (void)decode_image(std::span(bytes).first(length), "a"); }), "");
  }
}

TEST(DecodeJpegFile, RefusesMoreScansThanAnyProgramWrites) {
  const auto bytes =
      encode_with_opencv(".jpg", make_picture(64, 64), {cv::IMWRITE_JPEG_PROGRESSIVE, 1});
  // The first scan again and again: from its marker to the tables of the second.
  const auto find = [&](std::byte marker, std::ptrdiff_t from) {
    const std::array<std::byte, 2> mark{std::byte{0xFF}, marker};
    return std::search(bytes.begin() + from, bytes.end(), mark.begin(), mark.end());
  };
  const auto scan = find(std::byte{0xDA}, 0);
  const auto tables = find(std::byte{0xC4}, scan - bytes.begin());
  ASSERT_NE(tables, bytes.end());
  std::vector<std::byte> many(bytes.begin(), tables);
  for (int i = 0; i < 400; ++i) many.insert(many.end(), scan, tables);
  many.insert(many.end(), tables, bytes.end());
  EXPECT_EQ(greatest_difference(decode_image(many, "x"), decode_with_opencv(bytes)), 0);
  for (int i = 0; i < 200; ++i) many.insert(many.begin() + (tables - bytes.begin()), scan, tables);
  EXPECT_THAT(input_error([&] { (void)decode_image(many, "a.jpg"); }),
              HasSubstr("more than 500 scans"));
}

TEST(DecodeJpegFile, EqualsOpenCvOnAPhoto) {
  const auto path = sample_photo("sample1.jpg");
  MIEN_REQUIRE_FILE(path);
  EXPECT_EQ(greatest_difference(read_image(path), decode_with_opencv(read_bytes(path))), 0);
}

}  // namespace
}  // namespace mien
