#include <fmt/format.h>
#include <gmock/gmock.h>

#include "media/video/clip_files.h"
#include "media/video/number_pattern.h"
#include "mien/media/image_io.h"
#include "temporary_folder.h"

namespace mien {

namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PictureSequenceTest : public testing::Test {
 protected:
  void write(const std::string& name, int red) const {
    write_file(folder.path() / name, encode_png(plain_picture({8, 6}, red, 0, 0)));
  }
  [[nodiscard]] static std::vector<int> reds(const ReadClip& clip) {
    std::vector<int> values;
    for (const Image& picture : clip.pictures) values.push_back(picture.row(0)[0]);
    return values;
  }
  TemporaryFolder folder;
};

TEST_F(PictureSequenceTest, AFolderIsReadInNaturalOrder) {
  write("f10.png", 10);
  write("f2.png", 2);
  write("f1.png", 1);
  write_file(folder.path() / "notes.txt", std::string_view("no picture"));
  const ReadClip clip = read_clip(folder.path().string(), {.picture_rate = 10});
  EXPECT_THAT(reds(clip), ElementsAre(1, 2, 10));
  EXPECT_THAT(clip.times, ElementsAre(0, DoubleNear(0.1, 1e-9), DoubleNear(0.2, 1e-9)));
  EXPECT_THAT(clip.damage, IsEmpty());
}

TEST_F(PictureSequenceTest, APatternTakesWhatMatches) {
  for (const int number : {9, 10, 11}) write(fmt::format("s{:03}.png", number), number);
  write("s1.png", 1);
  write("t010.png", 100);
  EXPECT_THAT(reds(read_clip((folder.path() / "s%03d.png").string())), ElementsAre(9, 10, 11));
  EXPECT_THAT(reds(read_clip((folder.path() / "s%d.png").string())), ElementsAre(1, 9, 10, 11));
  EXPECT_THAT(failure_of((folder.path() / "u%d.png").string()), HasSubstr("files of this pattern"));
  EXPECT_THAT(failure_of((folder.path() / "absent/u%d.png").string()), HasSubstr("cannot read"));
}

TEST_F(PictureSequenceTest, AnUnreadablePictureIsPassedOver) {
  for (int i = 0; i < 5; ++i) write(fmt::format("{}.png", i), i);
  write_file(folder.path() / "0.png", std::string_view("not a picture"));
  write_file(folder.path() / "3.png", std::string_view(""));
  const ReadClip clip = read_clip(folder.path().string());
  EXPECT_THAT(clip.indices, ElementsAre(1, 2, 4));
  EXPECT_NEAR(clip.times.back(), 0.16, 1e-9);
  EXPECT_THAT(clip.damage, HasSubstr("2 of 5 pictures could not be read, the first: "));
  EXPECT_THAT(clip.damage, HasSubstr("0.png"));
}

TEST_F(PictureSequenceTest, NothingReadableIsAnError) {
  EXPECT_THAT(failure_of(folder.path().string()), HasSubstr("expected pictures in this folder"));
  write_file(folder.path() / "0.png", std::string_view("not a picture"));
  EXPECT_THAT(failure_of(folder.path().string()), HasSubstr("0.png"));
}

TEST_F(PictureSequenceTest, ReadsAPartAndEveryNthPicture) {
  for (int i = 0; i < 10; ++i) write(fmt::format("{}.png", i), i);
  const ReadClip clip =
      read_clip(folder.path().string(), {.picture_rate = 1, .from = 2, .to = 8, .every = 3});
  EXPECT_THAT(clip.indices, ElementsAre(3, 6));
}

TEST(NumberPattern, ReadsOneNumber) {
  EXPECT_TRUE(media::number_pattern("a%d"));
  EXPECT_TRUE(media::number_pattern("%06d.png"));
  for (const std::string_view name : {"a", "%", "%s", "%5d", "%00d", "%0", "%d%d", "%%d"}) {
    EXPECT_FALSE(media::number_pattern(name)) << name;
  }
}

TEST(NumberPattern, OrdersNumbersByValue) {
  using media::natural_less;
  EXPECT_TRUE(natural_less("2", "10"));
  EXPECT_TRUE(natural_less("a2b", "a10a"));
  EXPECT_TRUE(natural_less("a007", "a8"));
  EXPECT_TRUE(natural_less("007", "7"));
  EXPECT_TRUE(natural_less("a", "a1"));
  EXPECT_TRUE(natural_less("99999999999999999999998", "99999999999999999999999"));
  EXPECT_FALSE(natural_less("7", "7"));
  EXPECT_FALSE(natural_less("b1", "a2"));
}

}  // namespace

}  // namespace mien
