#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <vector>

#include "mien/media/image_io.h"
#include "mien/pipeline/clip_analyzer.h"
#include "resources.h"

namespace mien {
namespace {

constexpr int side = 120;
constexpr int width = 480;
constexpr int frames = 40;

Image cut(const Image& photo, int x, int y, int size) {
  Image square(size, size);
  for (int row = 0; row < size; ++row) {
    std::copy_n(photo.row(y + row) + 3 * x, 3 * size, square.mutable_row(row));
  }
  return resize(square, {side, side});
}

void paste(Image& picture, const Image& square, int x) {
  for (int row = 0; row < side; ++row) {
    std::copy_n(square.row(row), 3 * side, picture.mutable_row(20 + row) + 3 * x);
  }
}

/// Two people who walk through the picture, one from each side; the first passes before the other.
class CrossingPeople final : public FrameSource {
 public:
  CrossingPeople(Image first, Image second) : first_(std::move(first)), second_(std::move(second)) {
    info_.name = "crossing";
    info_.frame_rate = 25;
  }

  std::optional<Frame> next() override {
    if (index_ == frames) return std::nullopt;
    Image picture(width, side + 40);
    for (int row = 0; row < picture.height(); ++row) {
      std::fill_n(picture.mutable_row(row), 3 * width, std::uint8_t{110});
    }
    const int way = (width - side) * index_ / (frames - 1);
    paste(picture, second_, width - side - way);
    paste(picture, first_, way);
    const std::int64_t index = index_++;
    return Frame{std::move(picture), static_cast<double>(index) / 25, index};
  }

  [[nodiscard]] const ClipInfo& info() const override { return info_; }
  [[nodiscard]] std::string damage() const override { return {}; }

 private:
  Image first_;
  Image second_;
  ClipInfo info_;
  int index_ = 0;
};

/// The numbers of the people of a frame, from left to right.
std::vector<int> people_of(const AnalyzedFrame& frame) {
  std::map<float, int> by_place;
  for (const TrackedFace& face : frame.faces.faces) by_place[face.face.box.x] = face.track;
  std::vector<int> people;
  for (const auto& [place, track] : by_place) people.push_back(track);
  return people;
}

class CrossingClip : public testing::TestWithParam<int> {};

TEST_P(CrossingClip, PeopleKeepTheirNumbers) {
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  FaceAnalyzerOptions options;
  options.models = {std::string(default_identity_model)};
  options.purpose = Purpose::identity;
  const FaceAnalyzer faces(options);
  const ClipAnalyzer analyzer(faces, {.detect_every = GetParam()});
  CrossingPeople source(cut(read_image(sample_photo("sample1.jpg")), 330, 310, 340),
                        cut(read_image(sample_photo("sample2.jpg")), 1374, 114, 340));
  std::vector<int> at_first;
  std::vector<int> at_last;
  const ClipAnalysis analysis = analyzer.analyze(source, [&](const AnalyzedFrame& frame) {
    if (frame.faces.index == 5) at_first = people_of(frame);
    if (frame.faces.index == frames - 1) at_last = people_of(frame);
    return true;
  });
  ASSERT_EQ(at_first.size(), 2U);
  ASSERT_EQ(at_last.size(), 2U);
  EXPECT_EQ(at_last[0], at_first[1]);
  EXPECT_EQ(at_last[1], at_first[0]);
  EXPECT_EQ(analysis.summary.tracks.size(), 2U);
}

INSTANTIATE_TEST_SUITE_P(DetectEvery, CrossingClip, testing::Values(1, 5));

}  // namespace
}  // namespace mien
