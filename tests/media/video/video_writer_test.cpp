#include "mien/media/video_writer.h"

#include <gmock/gmock.h>

#include <cmath>

#include "media/video/clip_files.h"
#include "media/video/mp4_file.h"
#include "temporary_folder.h"

namespace mien {

namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class VideoWriterTest : public testing::Test {
 protected:
  [[nodiscard]] std::string at(const std::string& name) const {
    return (folder.path() / name).string();
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(
        std::filesystem::directory_iterator(folder.path()), std::filesystem::directory_iterator()));
  }
  TemporaryFolder folder;
};

TEST_F(VideoWriterTest, WhatWasWrittenCanBeRead) {
  VideoWriter writer(at("a.mp4"), {64, 48}, {.frame_rate = 20});
  for (int i = 0; i < 30; ++i) {
    writer.write(plain_picture({64, 48}, 8 * i, 100, 255 - 8 * i), 0.05 * i);
  }
  EXPECT_FALSE(std::filesystem::exists(at("a.mp4")));
  writer.finish();
  writer.finish();
  EXPECT_EQ(files(), 1U);
  const ReadClip clip = read_clip(at("a.mp4"));
  ASSERT_THAT(clip.times, SizeIs(30));
  EXPECT_THAT(clip.damage, IsEmpty());
  for (int i = 0; i < 30; ++i) {
    const Image& picture = clip.pictures[static_cast<std::size_t>(i)];
    EXPECT_NEAR(clip.times[static_cast<std::size_t>(i)], 0.05 * i, 0.002);
    EXPECT_NEAR(picture.row(20)[3 * 30], 8 * i, 16);
    EXPECT_NEAR(picture.row(20)[3 * 30 + 1], 100, 16);
    EXPECT_NEAR(picture.row(20)[3 * 30 + 2], 255 - 8 * i, 16);
  }
}

TEST_F(VideoWriterTest, OddSidesAreMadeEven) {
  VideoWriter writer(at("odd.mp4"), {33, 21});
  for (int i = 0; i < 3; ++i) writer.write(plain_picture({33, 21}, 250, 0, 0), 0.04 * i);
  writer.finish();
  const ReadClip clip = read_clip(at("odd.mp4"));
  ASSERT_THAT(clip.pictures, SizeIs(3));
  EXPECT_EQ(clip.pictures.front().size(), (Size{34, 22}));
  EXPECT_GT(clip.pictures.front().row(21)[3 * 33], 220);
}

TEST_F(VideoWriterTest, KeepsTimesByRepeatingAndDropping) {
  VideoWriter writer(at("times.mp4"), {32, 32}, {.frame_rate = 10});
  for (const double time : {0.0, 0.01, 0.02, 1.0, 1.5}) {
    writer.write(plain_picture({32, 32}, static_cast<int>(100 * time), 0, 0), time);
  }
  writer.finish();
  const ReadClip clip = read_clip(at("times.mp4"));
  ASSERT_THAT(clip.times, SizeIs(16));
  EXPECT_NEAR(clip.pictures[9].row(9)[0], 2, 12);
  EXPECT_NEAR(clip.pictures[10].row(9)[0], 100, 12);
  EXPECT_NEAR(clip.pictures[15].row(9)[0], 150, 12);
}

TEST_F(VideoWriterTest, ShortensLongPausesAndIgnoresTimesThatAreNone) {
  VideoWriter writer(at("pause.mp4"), {32, 32}, {.frame_rate = 2});
  writer.write(plain_picture({32, 32}, 0, 0, 0), 1e12);
  writer.write(plain_picture({32, 32}, 0, 0, 0), 2e12);
  writer.write(plain_picture({32, 32}, 0, 0, 0), std::nan(""));
  writer.write(plain_picture({32, 32}, 0, 0, 0), 5);
  writer.finish();
  EXPECT_LE(read_clip(at("pause.mp4")).times.size(), 42U);
}

TEST_F(VideoWriterTest, LeavesNoFileUnfinished) {
  {
    VideoWriter writer(at("a.mp4"), {64, 48});
    writer.write(plain_picture({64, 48}, 1, 2, 3), 0);
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(VideoWriterTest, RefusesWhatCannotBe) {
  const auto code = [](auto step) {
    try {
      step();
    } catch (const Error& error) {
      return std::string(to_string(error.code()));
    }
    return std::string("none");
  };
  EXPECT_EQ(code([&] { VideoWriter(at("a.avi"), {64, 48}); }), "output");
  EXPECT_EQ(code([&] { VideoWriter(at("absent/a.mp4"), {64, 48}); }), "output");
  EXPECT_EQ(code([&] { VideoWriter(at("a.mp4"), {0, 48}); }), "usage");
  EXPECT_EQ(code([&] { VideoWriter(at("a.mp4"), {64, 48}, {.frame_rate = 0}); }), "usage");
  VideoWriter writer(at("a.mp4"), {64, 48});
  EXPECT_EQ(code([&] { writer.write(plain_picture({48, 64}, 1, 2, 3), 0); }), "input");
  EXPECT_EQ(code([&] { writer.finish(); }), "output");
  EXPECT_FALSE(std::filesystem::exists(at("a.mp4")));
}

TEST_F(VideoWriterTest, TellsAWholeFileFromACutOne) {
  EXPECT_TRUE(media::is_whole_mp4(clip_file("plain.mp4")));
  std::vector<std::byte> bytes = read_bytes(clip_file("plain.mp4"));
  bytes.pop_back();
  write_file(at("cut.mp4"), bytes);
  EXPECT_FALSE(media::is_whole_mp4(at("cut.mp4")));
  EXPECT_FALSE(media::is_whole_mp4(clip_file("plain.avi")));
  EXPECT_FALSE(media::is_whole_mp4(at("absent.mp4")));
}

}  // namespace

}  // namespace mien
