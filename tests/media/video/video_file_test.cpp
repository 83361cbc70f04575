#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <random>

#include "media/video/clip_files.h"
#include "temporary_folder.h"

namespace mien {

namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string written(const TemporaryFolder& folder, const std::string& name,
                    std::span<const std::byte> bytes) {
  const std::filesystem::path path = folder.path() / name;
  write_file(path, bytes);
  return path.string();
}

int red_at(const Image& picture, int x, int y) { return picture.row(y)[3 * x]; }
int green_at(const Image& picture, int x, int y) { return picture.row(y)[3 * x + 1]; }

/// Which corners of a frame are white: upper left, upper right, lower left, lower right.
std::vector<bool> white_corners(const Image& picture) {
  const int right = picture.width() - 5;
  const int bottom = picture.height() - 5;
  return {green_at(picture, 4, 4) > 200, green_at(picture, right, 4) > 200,
          green_at(picture, 4, bottom) > 200, green_at(picture, right, bottom) > 200};
}

TEST(VideoFile, GivesAllFramesOfEachContainer) {
  for (const std::string name : {"plain.mp4", "plain.mkv", "plain.avi"}) {
    const ReadClip clip = read_clip(clip_file(name));
    ASSERT_THAT(clip.times, SizeIs(80)) << name;
    for (std::size_t i = 0; i < 80; ++i) {
      EXPECT_NEAR(clip.times[i], 0.1 * static_cast<double>(i), 0.002) << name;
      EXPECT_EQ(clip.indices[i], static_cast<std::int64_t>(i)) << name;
    }
    EXPECT_EQ(clip.pictures.front().size(), (Size{64, 48}));
    EXPECT_THAT(clip.damage, IsEmpty()) << name;
  }
  EXPECT_THAT(read_clip(clip_file("plain.ts")).times, SizeIs(30));
}

TEST(VideoFile, SaysWhatTheContainerSays) {
  const auto source = open_frames(clip_file("plain.mp4"));
  EXPECT_EQ(source->info().name, clip_file("plain.mp4"));
  EXPECT_EQ(source->info().size, (Size{64, 48}));
  EXPECT_NEAR(source->info().frame_rate, 10, 1e-6);
  EXPECT_NEAR(source->info().duration, 8, 1e-6);
  EXPECT_FALSE(source->info().live);
}

// The times that ffprobe prints.
TEST(VideoFile, HonoursTimesOfVariableFrameRate) {
  const std::vector<double> times = {0,   0.1, 0.2, 0.3, 0.4, 0.5, 0.8, 1.1, 1.3, 1.7,
                                     2.0, 2.2, 2.6, 2.8, 3.1, 3.5, 3.7, 4.0, 4.4, 4.7};
  for (const std::string name : {"varied.mp4", "varied.mkv"}) {
    const ReadClip clip = read_clip(clip_file(name));
    ASSERT_THAT(clip.times, SizeIs(times.size())) << name;
    EXPECT_TRUE(std::is_sorted(clip.times.begin(), clip.times.end()));
    for (std::size_t i = 0; i < times.size(); ++i) {
      EXPECT_NEAR(clip.times[i], times[i], 0.002) << name;
    }
    EXPECT_THAT(clip.damage, IsEmpty()) << name;
  }
}

// The corners that FFmpeg's own player turns white.
TEST(VideoFile, TurnsFramesAsTheContainerSays) {
  const auto corners = [](const std::string& name) {
    return white_corners(read_clip(clip_file(name)).pictures.front());
  };
  EXPECT_THAT(corners("turned0.mp4"), ElementsAre(true, false, false, false));
  EXPECT_THAT(corners("turned90.mp4"), ElementsAre(false, false, true, false));
  EXPECT_THAT(corners("turned180.mp4"), ElementsAre(false, false, false, true));
  EXPECT_THAT(corners("turned270.mp4"), ElementsAre(false, true, false, false));
  EXPECT_EQ(open_frames(clip_file("turned90.mp4"))->info().size, (Size{48, 64}));
}

TEST(VideoFile, GivesRedGreenBlue) {
  const ReadClip clip = read_clip(clip_file("turned0.mp4"));
  EXPECT_GT(red_at(clip.pictures.front(), 60, 40), 240);
  EXPECT_LT(clip.pictures.front().row(40)[3 * 60 + 2], 20);  // blue
}

TEST(VideoFile, ReadsAPartAndEveryNthFrame) {
  const ReadClip clip = read_clip(clip_file("plain.mp4"), {.from = 1.95, .to = 4.05, .every = 5});
  EXPECT_THAT(clip.indices, ElementsAre(20, 25, 30, 35, 40));
  EXPECT_NEAR(clip.times.front(), 2, 0.002);
  EXPECT_THAT(clip.damage, IsEmpty());
}

TEST(VideoFile, APartOutsideTheClipIsAnError) {
  EXPECT_EQ(failure_of(clip_file("plain.mp4"), {.from = 100}),
            clip_file("plain.mp4") +
                ": expected frames from 100 s, found none: 80 frames of 8.00 s were read");
  EXPECT_THAT(failure_of(clip_file("plain.mp4"), {.from = 9, .to = 10}),
              HasSubstr("from 9 s to 10 s"));
  EXPECT_THAT(read_clip(clip_file("plain.mp4"), {.from = 7.85, .to = 100}).times, SizeIs(1));
}

TEST(VideoFile, ACoverPictureIsNoClip) {
  for (const std::string name : {"cover.m4a", "cover.mka"}) {
    EXPECT_THAT(failure_of(clip_file(name)), HasSubstr("found sound with a cover picture alone"))
        << name;
  }
  EXPECT_THAT(failure_of(clip_file("audio.mp4")), HasSubstr("found sound alone"));
  const ReadClip clip = read_clip(clip_file("covered.mp4"));
  EXPECT_THAT(clip.times, SizeIs(80));
  EXPECT_EQ(clip.pictures.front().size(), (Size{64, 48}));
}

// As FFmpeg's own programs choose.
TEST(VideoFile, ReadsTheDefaultStreamElseTheLargest) {
  const Image blue = std::move(read_clip(clip_file("default-blue.mkv")).pictures.front());
  EXPECT_EQ(blue.size(), (Size{32, 24}));
  EXPECT_GT(blue.row(10)[2], 200);
  const Image largest = std::move(read_clip(clip_file("default-none.mkv")).pictures.front());
  EXPECT_EQ(largest.size(), (Size{64, 48}));
  EXPECT_GT(green_at(largest, 10, 10), 200);
}

// What FFmpeg would find by itself in such a file makes it open the other one.
TEST(VideoFile, OpensNoOtherFileThanTheOneThatWasNamed) {
  const TemporaryFolder folder;
  const std::string other = clip_file("plain.mp4");
  std::string manifest = "<!--G" + std::string(191, ' ') + "G -->";
  manifest +=
      "<MPD xmlns='urn:mpeg:dash:schema:mpd:2011' type='static' mediaPresentationDuration='PT8S' "
      "profiles='urn:mpeg:dash:profile:isoff-on-demand:2011'><Period duration='PT8S'>"
      "<AdaptationSet contentType='video' mimeType='video/mp4'><Representation id='1' "
      "bandwidth='1000' width='64' height='48'><BaseURL>" +
      other + "</BaseURL></Representation></AdaptationSet></Period></MPD>";
  const auto bytes = std::as_bytes(std::span(manifest));
  ASSERT_NE(failure_of(written(folder, "manifest.ts", bytes)), "");
  EXPECT_THAT(failure_of(written(folder, "manifest.ts", bytes)), Not(HasSubstr("plain.mp4")));
}

TEST(VideoFile, NamesTheFileOnceInErrors) {
  for (const std::string name : {"audio.mp4", "none.mp4", "cover.m4a"}) {
    const std::string failure = failure_of(clip_file(name));
    EXPECT_EQ(failure.find(name), failure.rfind(name)) << failure;
  }
}

TEST(VideoFile, OneFrameIsAClip) {
  const ReadClip clip = read_clip(clip_file("one.mp4"));
  EXPECT_THAT(clip.times, ElementsAre(0));
  EXPECT_THAT(clip.damage, IsEmpty());
}

TEST(VideoFile, NamesWithColonsAndPercentAreFiles) {
  const TemporaryFolder folder;
  const std::string name = written(folder, "a:b%03d.mp4", read_bytes(clip_file("one.mp4")));
  EXPECT_THAT(read_clip(name).times, SizeIs(1));
}

TEST(VideoFile, RefusesWhatHoldsNoFrames) {
  const TemporaryFolder folder;
  EXPECT_THAT(failure_of(clip_file("audio.mp4")), HasSubstr("expected a clip with pictures"));
  EXPECT_THAT(failure_of(clip_file("none.mp4")), HasSubstr("expected a clip with pictures"));
  EXPECT_THAT(failure_of(written(folder, "empty.mp4", {})), HasSubstr("found an empty file"));
  EXPECT_THAT(failure_of((folder.path() / "absent.mp4").string()), HasSubstr("no such file"));
  std::vector<std::byte> bytes = read_bytes(clip_file("plain.mp4"));
  constexpr std::string_view box = "moov";
  const auto position = std::search(bytes.begin(), bytes.end(), box.begin(), box.end(),
                                    [](std::byte a, char b) { return a == std::byte(b); });
  ASSERT_NE(position, bytes.end());
  *position = std::byte{'x'};
  EXPECT_THAT(failure_of(written(folder, "index.mp4", bytes)), HasSubstr("moov atom not found"));
}

TEST(VideoFile, RefusesListsOfOtherFiles) {
  const TemporaryFolder folder;
  for (const std::string text :
       {"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "ffconcat version 1.0\nfile plain.mp4\n",
        "v=0\nm=video 5004 RTP/AVP 96\n"}) {
    const auto bytes = std::as_bytes(std::span(text));
    EXPECT_THAT(failure_of(written(folder, "list.mp4", bytes)), HasSubstr("found other data"));
  }
}

TEST(VideoFile, RefusesSpecialFiles) {
  const TemporaryFolder folder;
  const std::filesystem::path pipe = folder.path() / "pipe.mp4";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(failure_of(pipe.string()), HasSubstr("special file"));
}

TEST(VideoFile, RefusesLargeFrames) {
  EXPECT_THAT(failure_of(clip_file("plain.mp4"), {.max_pixels = 64 * 48 - 1}),
              HasSubstr("at most 3071 pixels, found 64 x 48"));
}

TEST(VideoFile, MarksAClipThatWasCutShort) {
  const TemporaryFolder folder;
  for (const std::string name : {"plain.mp4", "plain.mkv", "plain.avi"}) {
    const std::vector<std::byte> bytes = read_bytes(clip_file(name));
    const ReadClip clip =
        read_clip(written(folder, name, std::span(bytes).first(bytes.size() * 6 / 10)));
    EXPECT_GT(clip.times.size(), 20U) << name;
    EXPECT_LT(clip.times.size(), 60U) << name;
    EXPECT_THAT(clip.damage, HasSubstr("cut short: ")) << name;
    EXPECT_THAT(clip.damage, HasSubstr(" of 80 frames could be read")) << name;
  }
}

TEST(VideoFile, GoesOnAfterDamageInTheMiddle) {
  const TemporaryFolder folder;
  for (const std::string name : {"plain.mp4", "plain.avi", "plain.ts"}) {
    std::vector<std::byte> bytes = read_bytes(clip_file(name));
    std::minstd_rand random(1);
    const auto middle = bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 2);
    std::generate(middle, middle + 600, [&] { return std::byte(random() >> 8U); });
    const ReadClip clip = read_clip(written(folder, name, bytes));
    EXPECT_GT(clip.times.size(), 25U) << name;
    EXPECT_GT(clip.times.back(), name == "plain.ts" ? 2.5 : 7.5) << name;
    EXPECT_TRUE(std::is_sorted(clip.times.begin(), clip.times.end())) << name;
    if (name == "plain.ts") continue;  // lost packets of which nobody complains
    EXPECT_THAT(clip.damage, HasSubstr("the decoder reported")) << name;
  }
}

// Whatever the bytes, there is an answer or an error.
TEST(VideoFile, SurvivesAnyDamage) {
  const TemporaryFolder folder;
  int readable = 0;
  for (const std::string name : {"varied.mp4", "varied.mkv"}) {
    const std::vector<std::byte> whole = read_bytes(clip_file(name));
    for (unsigned seed = 0; seed < 60; ++seed) {
      std::vector<std::byte> bytes = whole;
      std::minstd_rand random(seed + 1);
      for (int i = 0; i < 8; ++i) bytes[random() % bytes.size()] = std::byte(random() >> 8U);
      if (seed % 3 == 0) bytes.resize(random() % bytes.size());
      if (failure_of(written(folder, name, bytes), {.max_pixels = 10000}).empty()) ++readable;
    }
  }
  EXPECT_GT(readable, 10);
  EXPECT_LT(readable, 120);
}

TEST(VideoFile, PrintsNothing) {
  const TemporaryFolder folder;
  const std::vector<std::byte> bytes = read_bytes(clip_file("plain.mp4"));
  const std::string cut = written(folder, "cut.mp4", std::span(bytes).first(bytes.size() / 2));
  testing::internal::CaptureStderr();
  failure_of(cut);
  failure_of(clip_file("audio.mp4"));
  failure_of("camera:987");
  failure_of("http://127.0.0.1:1/clip.mp4");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST(VideoFile, CamerasAndStreamsThatAreNotThereAreErrors) {
  EXPECT_THAT(failure_of("camera:987"), HasSubstr("camera:987: expected a camera"));
  EXPECT_THAT(failure_of("rtsp://127.0.0.1:1/clip"), HasSubstr("expected a stream"));
  EXPECT_THAT(failure_of("gopher://127.0.0.1/"), HasSubstr("begins with rtsp"));
  // A port that nobody sends to.
  EXPECT_THAT(failure_of("udp://127.0.0.1:45871", {.open_timeout = 0.5, .read_timeout = 0.5}),
              HasSubstr("expected a stream"));
}

TEST(VideoFile, RefusesImpossibleOptions) {
  const auto code = [](const FrameSourceOptions& options) {
    try {
      static_cast<void>(open_frames(clip_file("plain.mp4"), options));
    } catch (const Error& error) {
      return error.code() == ErrorCode::usage;
    }
    return false;
  };
  EXPECT_TRUE(code({.max_pixels = 0}));
  EXPECT_TRUE(code({.picture_rate = 0}));
  EXPECT_TRUE(code({.from = -1}));
  EXPECT_TRUE(code({.from = std::nan("")}));
  EXPECT_TRUE(code({.from = 2, .to = 1}));
  EXPECT_TRUE(code({.every = 0}));
  EXPECT_TRUE(code({.open_timeout = 0}));
}

}  // namespace

}  // namespace mien
