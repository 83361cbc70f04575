#include "mien/pipeline/rotation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pipeline/analyzer_fixture.h"

namespace mien {

namespace {

/// Black, 6 x 4, with one white pixel in the upper left corner.
Image marked_picture() {
  Image picture(6, 4);
  for (int y = 0; y < 4; ++y) std::fill_n(picture.mutable_row(y), 18, std::uint8_t{0});
  std::fill_n(picture.mutable_row(0), 3, std::uint8_t{255});
  return picture;
}

/// Finds a good face where the white pixel is at the upper left, else a doubtful one, and a sure
/// one that stands upside down.
class CornerDetector final : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    const float score = image.row(0)[0] == 255 ? 0.9F : 0.6F;
    const Landmarks upside_down = {{{3, 3}, {1, 3}, {2, 2}, {3, 1}, {1, 1}}};
    return {{.box = {0, 0, 4, 4}, .score = 1, .landmarks = upside_down},
            {.box = {0, 0, 4, 4}, .score = score}};
  }
};

class Frames final : public FrameSource {
 public:
  explicit Frames(int degrees) : degrees_(degrees) { info_.size = marked_picture().size(); }
  std::optional<Frame> next() override {
    if (delivered_ == 100) return std::nullopt;
    Frame frame{turned(marked_picture(), degrees_), 0.1 * delivered_, delivered_};
    ++delivered_;
    return frame;
  }
  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return "a scratch"; }
  [[nodiscard]] int delivered() const { return delivered_; }

 private:
  int degrees_;
  int delivered_ = 0;
  ClipInfo info_;
};

class Rotation : public testing::Test {
 protected:
  Rotation() {
    tiny_.options.custom_detector = std::make_shared<CornerDetector>();
    analyzer_ = std::make_unique<FaceAnalyzer>(tiny_.options);
  }
  TinyAnalyzer tiny_;
  std::unique_ptr<FaceAnalyzer> analyzer_;
};

TEST_F(Rotation, KeepsTheWayWithTheBestUprightFaces) {
  for (const auto& [turned_by, back] : {std::pair(0, 0), {90, 270}, {180, 180}, {270, 90}}) {
    EXPECT_EQ(best_rotation(*analyzer_, turned(marked_picture(), turned_by)), back);
  }
}

TEST_F(Rotation, OfAClipNeedsFiveOfItsFrames) {
  Frames frames(180);
  EXPECT_EQ(best_rotation(*analyzer_, frames), 180);
  EXPECT_LT(frames.delivered(), 60);
}

TEST_F(Rotation, TurnsEachFrame) {
  const auto frames = turn_frames(std::make_unique<Frames>(270), 90);
  EXPECT_EQ(frames->info().size, (Size{4, 6}));
  const std::optional<Frame> frame = frames->next();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->picture.size(), (Size{6, 4}));
  EXPECT_EQ(frame->picture.row(0)[0], 255);
  EXPECT_EQ(frames->damage(), "a scratch");
}

TEST_F(Rotation, RefusesOtherDegrees) {
  EXPECT_THROW(static_cast<void>(turned(marked_picture(), 45)), Error);
  EXPECT_THROW(static_cast<void>(turn_frames(std::make_unique<Frames>(0), 45)), Error);
}

}  // namespace

}  // namespace mien
