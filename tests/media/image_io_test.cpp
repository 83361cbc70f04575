#include "mien/media/image_io.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/output_file.h"
#include "media/pictures.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::vector<std::string> extensions = {".jpg", ".png", ".webp", ".bmp", ".tif"};

TEST(ReadImage, ReadsEveryFormatByContentNotByName) {
  const TemporaryFolder folder;
  for (const std::string& extension : extensions) {
    const auto bytes = encode_with_opencv(extension, make_picture(50, 40));
    const auto path = folder.path() / "picture.txt";
    write_file(path, bytes);
    EXPECT_EQ(greatest_difference(read_image(path), decode_with_opencv(bytes)), 0) << extension;
  }
}

TEST(ReadImage, NamesTheFileInErrors) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "letter.jpg";
  write_file(path, std::string_view("Dear reader, this is text."));
  EXPECT_EQ(input_error([&] { (void)read_image(path); }),
            path.string() +
                ": expected a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF picture, found data "
                "that start with "
                "44 65 61 72 20 72 65 61");
  write_file(path, std::string_view{});
  EXPECT_THAT(input_error([&] { (void)read_image(path); }), HasSubstr("found no data"));
  EXPECT_THAT(input_error([&] { (void)read_image(folder.path()); }),
              HasSubstr("found a directory"));
}

TEST(ReadImage, HonoursTheLimit) {
  const TemporaryFolder folder;
  write_file(folder.path() / "x", encode_with_opencv(".png", make_picture(50, 40)));
  EXPECT_EQ(read_image(folder.path() / "x", {.max_pixels = 2000}).width(), 50);
  EXPECT_THAT(input_error([&] { (void)read_image(folder.path() / "x", {.max_pixels = 1999}); }),
              HasSubstr("expected at most 1999 pixels, found 50x40"));
}

TEST(DecodeImage, DecodesExtremeShapes) {
  for (const std::string& extension : extensions) {
    const int longest = extension == ".webp" ? 16383 : 20000;  // all that WebP can hold
    for (const Size size : {Size{1, 1}, Size{1, longest}, Size{longest, 1}}) {
      const auto bytes = encode_with_opencv(extension, make_picture(size.width, size.height));
      const Image image = decode_image(bytes, "x");
      EXPECT_EQ(image.size(), size) << extension;
      EXPECT_EQ(greatest_difference(image, decode_with_opencv(bytes)), 0) << extension;
    }
  }
}

TEST(DecodeImage, RefusesRandomBytes) {
  std::mt19937 random(7);
  const std::vector<std::string> starts = {"", "\xFF\xD8\xFF", "\x89PNG\r\n\x1A\n", "BM",
                                           std::string("II*\0\x08\0\0\0", 8)};
  for (int round = 0; round < 200; ++round) {
    std::string text = starts[static_cast<std::size_t>(round) % starts.size()];
    while (text.size() < 500) text += static_cast<char>(random() & 0xFFU);
    EXPECT_THAT(input_error([&] {
                  (void)decode_image(std::as_bytes(std::span(text)), "noise",
                                     {.max_pixels = 100'000});
                }),
                StartsWith("noise: "));
  }
}

TEST(DecodeImage, SaysNothingOnStandardError) {
  testing::internal::CaptureStderr();
  for (const std::string& extension : extensions) {
    auto bytes = encode_with_opencv(extension, make_picture(50, 40));
    bytes.resize(bytes.size() * 2 / 3);
    EXPECT_NE(input_error([&] { (void)decode_image(bytes, "x"); }), "") << extension;
  }
  (void)read_image(test_data("media/cmyk.jpg"));
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(DecodeImage, GivesTheSameBytesEachTime) {
  const auto bytes = encode_with_opencv(".jpg", make_picture(200, 100));
  EXPECT_EQ(greatest_difference(decode_image(bytes, "x"), decode_image(bytes, "x")), 0);
}

}  // namespace
}  // namespace mien
