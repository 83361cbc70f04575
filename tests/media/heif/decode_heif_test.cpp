#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/output_file.h"
#include "media/heif/heif_files.h"
#include "media/probe.h"
#include "media/video/input_kind.h"
#include "mien/media/image_io.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Black, with a white upper left and a red lower right quarter.
cv::Mat quarters(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar(0, 0, 0));
  picture(cv::Rect(0, 0, width / 2, height / 2)) = cv::Scalar(255, 255, 255);
  picture(cv::Rect(width / 2, height / 2, width / 2, height / 2)) = cv::Scalar(0, 0, 255);
  return picture;
}

double mean_difference(const Image& image, const cv::Mat& bgr) {
  if (image.width() != bgr.cols || image.height() != bgr.rows) return 256;
  double sum = 0;
  for (int y = 0; y < bgr.rows; ++y) {
    for (int i = 0; i < 3 * bgr.cols; ++i) {
      sum += std::abs(int{image.row(y)[i]} - int{bgr.ptr(y)[i - i % 3 + 2 - i % 3]});
    }
  }
  return sum / (3.0 * bgr.cols * bgr.rows);
}

class DecodeHeif : public testing::TestWithParam<heif_compression_format> {
 protected:
  [[nodiscard]] std::vector<std::byte> encoded(const cv::Mat& picture,
                                               HeifRequest request = {}) const {
    request.codec = GetParam();
    auto file = encode_heif(picture, request);
    return file ? *std::move(file) : std::vector<std::byte>();
  }
  void SetUp() override {
    if (heif_have_encoder_for_format(GetParam()) == 0) {
      GTEST_SKIP() << "libheif has no encoder of this codec";
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Codecs, DecodeHeif,
                         testing::Values(heif_compression_AV1, heif_compression_HEVC),
                         [](const auto& info) {
                           return info.param == heif_compression_AV1 ? "Avif" : "Heic";
                         });

TEST_P(DecodeHeif, GivesThePictureThatWasEncoded) {
  const cv::Mat picture = quarters(96, 64);
  for (const bool alpha : {false, true}) {
    const auto file = encoded(picture, {.alpha = alpha});
    const auto probe = media::probe_image(file, "x", 1'000'000);
    EXPECT_EQ(media::to_string(probe.format), GetParam() == heif_compression_AV1 ? "AVIF" : "HEIC");
    EXPECT_EQ(probe.size, (Size{96, 64}));
    EXPECT_LT(mean_difference(decode_image(file, "x"), picture), 3) << alpha;
  }
}

// The encoder of AV1 that libheif 1.15 uses ends the program for ten bits: FFmpeg made that file.
TEST(DecodeAvif, TakesTenBitsToEight) {
  EXPECT_LT(mean_difference(read_image(test_data("media/ten_bits.avif")), quarters(96, 64)), 4);
}

TEST_P(DecodeHeif, TakesTenBitsToEight) {
  if (GetParam() == heif_compression_AV1) GTEST_SKIP() << "libheif's encoder cannot make one";
  const auto file = encoded(quarters(96, 64), {.bits = 10});
  EXPECT_LT(mean_difference(decode_image(file, "x"), quarters(96, 64)), 3);
}

TEST_P(DecodeHeif, ReadsOddSizes) {
  cv::Mat grey(51, 77, CV_8UC3, cv::Scalar(120, 120, 120));
  EXPECT_LT(mean_difference(decode_image(encoded(grey), "x"), grey), 3);
}

TEST_P(DecodeHeif, TurnsAsTheContainerSays) {
  const cv::Mat picture = quarters(96, 64);
  cv::Mat expected;
  cv::rotate(picture, expected, cv::ROTATE_90_CLOCKWISE);
  // That EXIF says the same must not turn it twice, as in every photo of a phone.
  const auto file =
      encoded(picture, {.orientation = heif_orientation_rotate_90_cw, .exif = make_exif(6, true)});
  EXPECT_LT(mean_difference(decode_image(file, "x"), expected), 3);
  cv::flip(picture, expected, 1);
  EXPECT_LT(
      mean_difference(
          decode_image(encoded(picture, {.orientation = heif_orientation_flip_horizontally}), "x"),
          expected),
      3);
}

TEST_P(DecodeHeif, TurnsAsExifSaysWhereTheContainerIsSilent) {
  cv::Mat expected;
  cv::rotate(quarters(96, 64), expected, cv::ROTATE_90_CLOCKWISE);
  const auto file = encoded(quarters(96, 64), {.exif = make_exif(6, false)});
  EXPECT_LT(mean_difference(decode_image(file, "x"), expected), 3);
}

TEST_P(DecodeHeif, IsToldByContentNotByName) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "photo.jpg";
  write_file(path, encoded(quarters(64, 64)));
  EXPECT_EQ(media::input_kind(path.string()), media::InputKind::picture);
  EXPECT_EQ(read_image(path).size(), (Size{64, 64}));
}

TEST_P(DecodeHeif, HonoursTheLimit) {
  const auto file = encoded(quarters(64, 64));
  EXPECT_EQ(input_error([&] { (void)decode_image(file, "a", {.max_pixels = 4095}); }),
            "a: expected at most 4095 pixels, found 64x64");
}

TEST_P(DecodeHeif, RefusesTruncations) {
  const auto file = encoded(make_picture(96, 64));
  for (std::size_t length = 0; length < file.size(); length += file.size() / 23) {
    EXPECT_THAT(input_error([&] { (void)decode_image(std::span(file).first(length), "a.heic"); }),
                StartsWith("a.heic: "))
        << length << " of " << file.size();
  }
}

TEST_P(DecodeHeif, RefusesAPictureLargerThanItSays) {
  auto file = encoded(quarters(64, 64));
  constexpr std::string_view ispe("ispe\0\0\0\0\0\0\0\x40\0\0\0\x40", 16);
  const auto box = std::search(file.begin(), file.end(), ispe.begin(), ispe.end(),
                               [](std::byte a, char b) { return a == std::byte(b); });
  ASSERT_NE(box, file.end());
  box[11] = std::byte{8};
  EXPECT_THAT(input_error([&] { (void)decode_image(file, "a"); }), HasSubstr("a: "));
}

TEST_P(DecodeHeif, SurvivesAnyDamage) {
  const auto whole = encoded(make_picture(64, 64));
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    auto file = whole;
    for (int i = 0; i < 4; ++i) file[random() % file.size()] = std::byte(random());
    try {
      EXPECT_FALSE(decode_image(file, "a", {.max_pixels = 1'000'000}).empty());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
    }
  }
}

}  // namespace
}  // namespace mien
