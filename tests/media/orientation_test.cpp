#include "media/orientation.h"

#include <gtest/gtest.h>

#include <array>

#include "media/pictures.h"
#include "mien/media/image_io.h"

namespace mien {
namespace {

/// The picture as it is shown, 40 x 24: a corner of each colour, so that every turn differs.
Image upright_picture() {
  Image image(40, 24);
  for (int y = 0; y < 24; ++y) {
    for (int x = 0; x < 40; ++x) {
      std::uint8_t* pixel = image.mutable_row(y) + std::ptrdiff_t{3} * x;
      pixel[0] = static_cast<std::uint8_t>(6 * x);
      pixel[1] = static_cast<std::uint8_t>(10 * y);
      pixel[2] = x < 20 && y < 12 ? 200 : 20;
    }
  }
  return image;
}

/// Where a camera stores the shown pixel (x, y), after the EXIF specification's list of what row 0
/// and column 0 of the stored picture show.
std::array<int, 2> stored_place(int orientation, int x, int y, Size shown) {
  const int right = shown.width - 1 - x;
  const int bottom = shown.height - 1 - y;
  switch (orientation) {
    case 2:
      return {right, y};  // row 0 top, column 0 right
    case 3:
      return {right, bottom};  // bottom, right
    case 4:
      return {x, bottom};  // bottom, left
    case 5:
      return {y, x};  // left, top
    case 6:
      return {y, right};  // right, top
    case 7:
      return {bottom, right};  // right, bottom
    case 8:
      return {bottom, x};  // left, bottom
    default:
      return {x, y};  // top, left
  }
}

Image stored_picture(const Image& shown, int orientation) {
  const bool swapped = orientation >= 5;
  Image stored(swapped ? shown.height() : shown.width(), swapped ? shown.width() : shown.height());
  for (int y = 0; y < shown.height(); ++y) {
    for (int x = 0; x < shown.width(); ++x) {
      const auto [column, row] = stored_place(orientation, x, y, shown.size());
      std::copy_n(shown.row(y) + std::ptrdiff_t{3} * x, 3,
                  stored.mutable_row(row) + std::ptrdiff_t{3} * column);
    }
  }
  return stored;
}

class Orientation : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Exif, Orientation, testing::Range(1, 9));

TEST_P(Orientation, IsUndone) {
  const Image shown = upright_picture();
  const Image stored = stored_picture(shown, GetParam());
  EXPECT_EQ(greatest_difference(media::make_upright(stored, GetParam()), shown), 0);
}

TEST_P(Orientation, IsAppliedToAJpeg) {
  const Image shown = upright_picture();
  const auto jpeg = encode_jpeg(stored_picture(shown, GetParam()), 95);
  for (const bool big_endian : {false, true}) {
    const auto exif = make_exif(static_cast<std::uint32_t>(GetParam()), big_endian);
    const Image image = decode_image(with_exif(jpeg, exif), "x");
    EXPECT_EQ(image.size(), shown.size());
    EXPECT_LE(greatest_difference(image, shown), 110);  // at the sharp corner in blue
    // OpenCV applies the orientation, too.
    const auto bytes = with_exif(jpeg, exif);
    const cv::Mat expected = cv::imdecode(
        cv::Mat(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::byte*>(bytes.data())),
        cv::IMREAD_COLOR);
    EXPECT_EQ(greatest_difference(image, expected), 0);
  }
}

TEST_P(Orientation, IsAppliedToAPng) {
  const Image shown = upright_picture();
  const auto png = encode_png(stored_picture(shown, GetParam()));
  const auto exif = make_exif(static_cast<std::uint32_t>(GetParam()), true);
  ByteWriter chunk(true);
  chunk.number(static_cast<std::uint32_t>(exif.size()), 4).text("eXIf").bytes(exif);
  chunk.number(0, 4);  // the check sum of a chunk that holds no pixels does not matter
  auto bytes = png;
  bytes.insert(bytes.begin() + 33, chunk.get().begin(), chunk.get().end());
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), shown), 0);
}

TEST_P(Orientation, IsAppliedToAWebp) {
  const Image shown = upright_picture();
  const Image stored = stored_picture(shown, GetParam());
  cv::Mat bgr;
  cv::cvtColor(
      cv::Mat(stored.height(), stored.width(), CV_8UC3, const_cast<std::uint8_t*>(stored.row(0))),
      bgr, cv::COLOR_RGB2BGR);
  const auto plain = encode_with_opencv(".webp", bgr, {cv::IMWRITE_WEBP_QUALITY, 101});
  for (const std::string_view prefix : {std::string_view{}, std::string_view("Exif\0\0", 6)}) {
    const auto exif = make_exif(static_cast<std::uint32_t>(GetParam()), false);
    ByteWriter body(false);
    constexpr std::uint32_t has_exif = 8;
    body.text("WEBPVP8X").number(10, 4).number(has_exif, 4);
    body.number(static_cast<std::uint32_t>(stored.width() - 1), 3);
    body.number(static_cast<std::uint32_t>(stored.height() - 1), 3);
    body.bytes({plain.begin() + 12, plain.end()});
    body.text("EXIF").number(static_cast<std::uint32_t>(prefix.size() + exif.size()), 4);
    body.text(prefix).bytes(exif);
    ByteWriter file(false);
    file.text("RIFF").number(static_cast<std::uint32_t>(body.get().size()), 4).bytes(body.get());
    EXPECT_EQ(greatest_difference(decode_image(file.get(), "x"), shown), 0);
  }
}

TEST_P(Orientation, IsAppliedToATiff) {
  const Image shown = upright_picture();
  const Image stored = stored_picture(shown, GetParam());
  ByteWriter tiff(false);
  const auto bytes = static_cast<std::uint32_t>(3 * stored.width() * stored.height());
  constexpr std::uint32_t fields = 9;
  constexpr std::uint32_t end = 8 + 2 + fields * 12 + 4;
  const auto field = [&](std::uint32_t tag, std::uint32_t value) {
    tiff.number(tag, 2).number(4, 2).number(1, 4).number(value, 4);
  };
  tiff.text("II").number(42, 2).number(8, 4).number(fields, 2);
  field(256, static_cast<std::uint32_t>(stored.width()));
  field(257, static_cast<std::uint32_t>(stored.height()));
  tiff.number(258, 2).number(3, 2).number(3, 4).number(end, 4);
  field(262, 2);
  field(273, end + 6);
  field(274, static_cast<std::uint32_t>(GetParam()));
  field(277, 3);
  field(278, static_cast<std::uint32_t>(stored.height()));
  field(279, bytes);
  tiff.number(0, 4).number(8, 2).number(8, 2).number(8, 2);
  for (int y = 0; y < stored.height(); ++y) {
    for (int i = 0; i < 3 * stored.width(); ++i) tiff.number(stored.row(y)[i], 1);
  }
  EXPECT_EQ(greatest_difference(decode_image(tiff.get(), "x"), shown), 0);
}

}  // namespace
}  // namespace mien
