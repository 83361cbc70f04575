#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "media/video/clip_files.h"

namespace mien {

namespace {

using testing::ElementsAre;

/// Counts frames without pictures; throws after some.
class CountedFrames final : public FrameSource {
 public:
  CountedFrames(int count, int fails_at, bool live, std::atomic<int>& delivered)
      : count_(count), fails_at_(fails_at), given_(delivered) {
    info_.live = live;
  }
  std::optional<Frame> next() override {
    if (given_ == fails_at_) throw Error(ErrorCode::input, "broken");
    if (given_ == count_) return std::nullopt;
    Frame frame;
    frame.index = given_++;
    return frame;
  }
  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return "a scratch"; }

 private:
  ClipInfo info_;
  int count_;
  int fails_at_;
  std::atomic<int>& given_;
};

void wait_until(const auto& condition) {
  for (int i = 0; i < 5000 && !condition(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

TEST(Prefetch, GivesTheSameFrames) {
  const ReadClip direct = read_clip(clip_file("plain.mp4"));
  const auto source = prefetch(open_frames(clip_file("plain.mp4")), 3);
  EXPECT_EQ(source->info().name, clip_file("plain.mp4"));
  const ReadClip clip = read_all(*source);
  EXPECT_EQ(clip.times, direct.times);
  EXPECT_EQ(clip.indices, direct.indices);
  EXPECT_FALSE(source->next());
}

/// Frames that say to be of 50 million pixels; nobody looks at them.
class LargeFrames final : public FrameSource {
 public:
  explicit LargeFrames(std::atomic<int>& delivered) : given_(delivered) {}
  std::optional<Frame> next() override {
    if (given_ == 20) return std::nullopt;
    Frame frame;
    frame.picture = Image::view(&pixel_, 10000, 5000, 30000);
    frame.index = given_++;
    return frame;
  }
  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return {}; }

 private:
  ClipInfo info_;
  std::uint8_t pixel_ = 0;
  std::atomic<int>& given_;
};

TEST(Prefetch, KeepsFewLargeFrames) {
  std::atomic<int> delivered = 0;
  const auto source = prefetch(std::make_unique<LargeFrames>(delivered), 8);
  wait_until([&] { return delivered == 3; });  // two in the queue, one in hand
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(delivered, 3);
  int frames = 0;
  while (source->next()) ++frames;
  EXPECT_EQ(frames, 20);
}

TEST(Prefetch, DecodesNoFurtherAheadThanItsDepth) {
  std::atomic<int> delivered = 0;
  const auto source = prefetch(std::make_unique<CountedFrames>(1000, -1, false, delivered), 4);
  wait_until([&] { return delivered == 5; });  // four in the queue, one in hand
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(delivered, 5);
  EXPECT_EQ(source->next()->index, 0);
  wait_until([&] { return delivered == 6; });
  EXPECT_EQ(delivered, 6);
}

TEST(Prefetch, HandsOverFailuresAfterTheFramesBeforeThem) {
  std::atomic<int> delivered = 0;
  const auto source = prefetch(std::make_unique<CountedFrames>(10, 2, false, delivered), 4);
  EXPECT_EQ(source->next()->index, 0);
  EXPECT_EQ(source->next()->index, 1);
  EXPECT_THROW(source->next(), Error);
  EXPECT_THROW(source->next(), Error);
  EXPECT_EQ(source->damage(), "a scratch");
}

TEST(Prefetch, ALiveSourceKeepsTheNewestFrames) {
  std::atomic<int> delivered = 0;
  const auto source = prefetch(std::make_unique<CountedFrames>(100, -1, true, delivered), 2);
  wait_until([&] { return !source->damage().empty(); });
  EXPECT_THAT(read_all(*source).indices, ElementsAre(98, 99));
}

TEST(Prefetch, RefusesImpossibleDepths) {
  EXPECT_THROW(static_cast<void>(prefetch(nullptr)), Error);
  EXPECT_THROW(static_cast<void>(prefetch(open_frames(clip_file("one.mp4")), 0)), Error);
}

}  // namespace

}  // namespace mien
