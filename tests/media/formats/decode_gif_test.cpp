#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "media/gif_files.h"
#include "mien/media/image_io.h"
#include "resources.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(DecodeGif, ReadsBothVersions) {
  const GifPart part{.width = 3, .height = 2, .pixels = {0, 1, 2, 3, 2, 1}};
  for (const std::string_view version : {"GIF87a", "GIF89a"}) {
    EXPECT_EQ(letters_of(decode_image(make_gif(3, 2, {part}, version), "x")), "KRGBGR");
  }
}

// Pillow wrote the same picture in two formats.
TEST(DecodeGif, EqualsTheSamePictureAsABitmap) {
  const Image expected = read_image(test_data("media/palette.bmp"));
  EXPECT_EQ(greatest_difference(read_image(test_data("media/palette.gif")), expected), 0);
  EXPECT_EQ(greatest_difference(read_image(test_data("media/interlaced.gif")), expected), 0);
}

TEST(DecodeGif, OrdersTheRowsOfAnInterlacedPicture) {
  // Rows are stored in the order 0, 4, 2, 1, 3.
  const GifPart part{.width = 1, .height = 5, .pixels = {0, 3, 2, 1, 1}, .interlaced = true};
  EXPECT_EQ(letters_of(decode_image(make_gif(1, 5, {part}), "x")), "KRGRB");
}

TEST(DecodeGif, IsWhiteWhereItIsTransparentOrDoesNotReach) {
  const GifPart part{
      .left = 1, .top = 1, .width = 2, .height = 2, .pixels = {1, 2, 2, 3}, .transparent = 2};
  EXPECT_EQ(letters_of(decode_image(make_gif(3, 3, {part}), "x")), "WWWWRWWWB");
}

TEST(DecodeGif, CutsWhatReachesBeyondTheScreen) {
  const GifPart part{.left = 1, .top = 1, .width = 3, .height = 2, .pixels = {1, 2, 3, 3, 2, 1}};
  EXPECT_EQ(letters_of(decode_image(make_gif(2, 2, {part}), "x")), "WWWR");
}

TEST(DecodeGif, RefusesAnimations) {
  const GifPart part{.pixels = {1}};
  EXPECT_EQ(input_error([&] {
              (void)decode_image(make_gif(1, 1, {part, part}), "a.gif");
            }),
            "a.gif: expected a still picture, found an animated GIF, which is a clip");
}

TEST(DecodeGif, HonoursTheLimit) {
  const auto gif = make_gif(40, 30, {{.pixels = {1}}});
  EXPECT_EQ(input_error([&] { (void)decode_image(gif, "a.gif", {.max_pixels = 1199}); }),
            "a.gif: expected at most 1199 pixels, found 40x30");
}

TEST(DecodeGif, RefusesEveryTruncation) {
  const auto gif = read_bytes(test_data("media/palette.gif"));
  for (std::size_t length = 0; length < gif.size(); ++length) {
    EXPECT_THAT(input_error([&] { (void)decode_image(std::span(gif).first(length), "a.gif"); }),
                StartsWith("a.gif: "))
        << length << " of " << gif.size();
  }
}

TEST(DecodeGif, RefusesAPictureWithTooFewPixels) {
  EXPECT_THAT(
      input_error([] {
        (void)decode_image(make_gif(4, 4, {{.width = 4, .height = 4, .pixels = {1, 2}}}), "a.gif");
      }),
      HasSubstr("GIF damaged or cut short"));
}

TEST(DecodeGif, SurvivesAnyDamage) {
  const auto whole = read_bytes(test_data("media/palette.gif"));
  std::mt19937 random(5);
  for (int round = 0; round < 2000; ++round) {
    auto gif = whole;
    for (int i = 0; i < 3; ++i) gif[random() % gif.size()] = std::byte(random());
    try {
      EXPECT_FALSE(decode_image(gif, "a", {.max_pixels = 100'000}).empty());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
    }
  }
}

}  // namespace
}  // namespace mien
