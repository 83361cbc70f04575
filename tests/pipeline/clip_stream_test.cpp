#include "mien/pipeline/clip_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <vector>

#include "mien/core/error.h"
#include "mien/report/clip_writer.h"
#include "pipeline/analyzer_fixture.h"

namespace mien {

namespace {

/// Frames of two faces, red and blue by turns; fails or goes on for ever where it is asked to.
class DrawnFrames final : public FrameSource {
 public:
  DrawnFrames(int frames, int failing, std::atomic<int>& delivered)
      : frames_(frames), failing_(failing), given_(delivered) {
    info_.name = "drawn";
    info_.frame_rate = 25;
  }

  std::optional<Frame> next() override {
    const int index = given_++;
    if (index == failing_) throw Error(ErrorCode::input, "drawn: broken");
    if (index == frames_) return std::nullopt;
    const std::vector<int> red = {255, 0, 0};
    const std::vector<int> blue = {0, 0, 255};
    const std::vector<int> black = {0, 0, 0};
    Frame frame;
    frame.picture =
        index % 2 == 0 ? quarters({red, blue, black, black}) : quarters({blue, red, black, black});
    frame.seconds = index / 25.0;
    frame.index = index;
    return frame;
  }
  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return ""; }

 private:
  int frames_;
  int failing_;
  std::atomic<int>& given_;
  ClipInfo info_;
};

constexpr int never = -1;

class ClipStreamTest : public testing::Test {
 protected:
  std::unique_ptr<FrameSource> frames(int count, int failing = never) {
    return std::make_unique<DrawnFrames>(count, failing, given_);
  }

  TinyAnalyzer tiny_;
  FaceAnalyzer analyzer_{tiny_.options};
  std::atomic<int> given_ = 0;
};

TEST_F(ClipStreamTest, GivesWhatTheAnalyzerCallsBackWith) {
  std::vector<std::string> expected;
  const auto source = frames(60);
  const ClipAnalysis analysis =
      ClipAnalyzer(analyzer_).analyze(*source, [&](const AnalyzedFrame& frame) {
        expected.push_back(to_json("drawn", frame.faces));
        return true;
      });
  given_ = 0;
  ClipStream stream(analyzer_, frames(60));
  EXPECT_EQ(stream.info().name, "drawn");
  std::vector<std::string> lines;
  while (const std::optional<ClipFrame> frame = stream.next()) {
    EXPECT_EQ(frame->index, static_cast<std::int64_t>(lines.size()));
    EXPECT_EQ(frame->size, (Size{16, 16}));
    EXPECT_FALSE(stream.analysis());
    lines.push_back(to_json("drawn", frame->faces));
  }
  EXPECT_EQ(lines, expected);
  ASSERT_TRUE(stream.analysis());
  EXPECT_EQ(to_json(stream.analysis()->summary), to_json(analysis.summary));
  EXPECT_FALSE(stream.next());
}

TEST_F(ClipStreamTest, StopsAheadOfWhoDoesNotAsk) {
  {
    ClipStream stream(analyzer_, frames(never));
    ASSERT_TRUE(stream.next());
  }
  // It ended, although the source has no end; and it had not run far ahead.
  EXPECT_LE(given_, ClipStream::depth + 2 * ClipAnalyzerOptions{}.batch_frames + 1);
}

TEST_F(ClipStreamTest, ThrowsWhatTheAnalyzerThrows) {
  ClipStream broken(analyzer_, frames(9, 0));
  EXPECT_THROW(static_cast<void>(broken.next()), Error);
  EXPECT_FALSE(broken.next());
  EXPECT_FALSE(broken.analysis());
  given_ = 0;
  // What breaks off later is damage, as of ClipAnalyzer.
  ClipStream cut(analyzer_, frames(9, 3));
  while (cut.next()) {
  }
  EXPECT_EQ(cut.analysis()->summary.frames, 3);
  EXPECT_EQ(cut.analysis()->summary.damage, "drawn: broken");
}

TEST_F(ClipStreamTest, RefusesImpossibleOptions) {
  EXPECT_THROW(ClipStream(analyzer_, nullptr), Error);
  ClipAnalyzerOptions options;
  options.detect_every = 0;
  EXPECT_THROW(ClipStream(analyzer_, frames(1), options), Error);
}

}  // namespace

}  // namespace mien
