#include <gmock/gmock.h>

#include <random>

#include "media/gif_files.h"
#include "media/video/clip_files.h"
#include "media/video/input_kind.h"
#include "temporary_folder.h"

namespace mien {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string moving(const std::string& ending) {
  return test_data("media/blocks" + ending).string();
}

// Picture i of the file has a block of colour i at columns 6 i to 6 i + 5, and nothing else.
TEST(AnimatedPicture, GivesEachPictureAsItIsShown) {
  const std::string colours = "RGB?";
  for (const std::string ending : {".gif", ".png", ".webp"}) {
    ASSERT_EQ(media::input_kind(moving(ending)), media::InputKind::clip) << ending;
    const ReadClip clip = read_clip(moving(ending));
    ASSERT_THAT(clip.pictures, SizeIs(4)) << ending;
    for (std::size_t i = 0; i < 4; ++i) {
      std::string row(24, 'W');
      row.replace(6 * i, 6, std::string(6, colours[i]));
      std::string expected;
      for (int y = 0; y < 18; ++y) expected += row;
      EXPECT_EQ(letters_of(clip.pictures[i]), expected) << ending << i;
    }
    EXPECT_NEAR(clip.times[0], 0, 1e-6) << ending;
    EXPECT_NEAR(clip.times[1], 0.1, 1e-3) << ending;
    EXPECT_NEAR(clip.times[2], 0.3, 1e-3) << ending;
    EXPECT_NEAR(clip.times[3], 0.6, 1e-3) << ending;
    EXPECT_THAT(clip.damage, IsEmpty()) << ending;
  }
}

// By hand: what is kept, cleared, and put back after each picture. What is cleared becomes
// transparent, or of the background's colour (here black) if its picture has no transparent one.
TEST(AnimatedPicture, DisposesOfGifPicturesAsTheySay) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "moving.jpg";
  const auto shown = [&](int transparent) {
    write_file(
        path,
        make_gif(2, 2,
                 {{.width = 2, .height = 2, .pixels = {1, 1, 1, 1}, .disposal = 1},
                  {.left = 0, .top = 0, .pixels = {2}, .disposal = 3},
                  {.left = 1, .top = 0, .pixels = {3}, .disposal = 2, .transparent = transparent},
                  {.left = 0, .top = 1, .pixels = {0}, .disposal = 1},
                  {.left = 1, .top = 1, .pixels = {2}, .transparent = 2}}));
    std::vector<std::string> pictures;
    for (const Image& picture : read_clip(path.string()).pictures) {
      pictures.push_back(letters_of(picture));
    }
    return pictures;
  };
  EXPECT_THAT(shown(0), ElementsAre("RRRR", "GRRR", "RBRR", "RWKR", "RWKR"));
  EXPECT_THAT(shown(-1), ElementsAre("RRRR", "GRRR", "RBRR", "RKKR", "RKKR"));
}

TEST(AnimatedPicture, HonoursTheLimit) {
  for (const std::string ending : {".gif", ".png", ".webp"}) {
    EXPECT_THAT(failure_of(moving(ending), {.max_pixels = 24 * 18 - 1}),
                HasSubstr("at most 431 pixels"))
        << ending;
  }
}

TEST(AnimatedPicture, AStillOneIsAPhoto) {
  for (const std::string name : {"palette.gif", "single.webp", "palette.png"}) {
    EXPECT_EQ(media::input_kind(test_data("media/" + name).string()), media::InputKind::picture)
        << name;
  }
}

TEST(AnimatedPicture, SurvivesAnyDamage) {
  const TemporaryFolder folder;
  std::minstd_rand random(2);
  for (const std::string ending : {".gif", ".png", ".webp"}) {
    const std::vector<std::byte> whole = read_bytes(moving(ending));
    for (int round = 0; round < 60; ++round) {
      std::vector<std::byte> bytes = whole;
      for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = std::byte(random());
      write_file(folder.path() / "x", bytes);
      try {
        read_clip((folder.path() / "x").string(), {.max_pixels = 100'000});
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::input);
      }
    }
  }
}

}  // namespace

}  // namespace mien
