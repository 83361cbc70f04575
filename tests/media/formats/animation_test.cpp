#include "media/formats/animation.h"

#include <gtest/gtest.h>

#include "media/gif_files.h"
#include "resources.h"

namespace mien::media {
namespace {

TEST(Animation, IsSeveralPicturesInAFile) {
  for (const char* name :
       {"blocks.gif", "blocks.png", "blocks.webp", "animated.png", "animated.webp"}) {
    EXPECT_TRUE(is_animation(read_bytes(test_data(std::string("media/") + name)))) << name;
  }
}

TEST(Animation, IsNoSinglePicture) {
  for (const char* name : {"palette.gif", "interlaced.gif", "palette.png", "alpha.webp",
                           "single.webp", "two_pages.tif", "cmyk.jpg"}) {
    EXPECT_FALSE(is_animation(read_bytes(test_data(std::string("media/") + name)))) << name;
  }
}

TEST(Animation, IsFoundBehindALargePicture) {
  const std::vector<int> pixels(std::size_t{300} * 300, 1);
  const GifPart large{.width = 300, .height = 300, .pixels = pixels};
  EXPECT_FALSE(is_animation(make_gif(300, 300, {large})));
  EXPECT_TRUE(is_animation(make_gif(300, 300, {large, {.pixels = {2}}})));
}

TEST(Animation, NeedsNoWholeFile) {
  for (const char* name : {"blocks.gif", "blocks.png", "blocks.webp"}) {
    const auto bytes = read_bytes(test_data(std::string("media/") + name));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      // Whatever the answer, the end of the data must be an end.
      static_cast<void>(is_animation(Bytes(bytes).first(length)));
    }
    EXPECT_FALSE(is_animation(Bytes(bytes).first(12))) << name;
  }
}

}  // namespace
}  // namespace mien::media
