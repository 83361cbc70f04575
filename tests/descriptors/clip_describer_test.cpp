#include "descriptors/clip_describer.h"

#include <gmock/gmock.h>

#include <cmath>
#include <utility>

#include "mien/core/error.h"
#include "pipeline/analyzer_fixture.h"
#include "pipeline/model_loading.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::Pointwise;

/// Finds what is known to be in the picture whose first green value is its number.
class KnownFaces : public Detector {
 public:
  explicit KnownFaces(std::vector<std::vector<Detection>> pictures)
      : pictures_(std::move(pictures)) {}
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    return pictures_.at(image.row(0)[1]);
  }

 private:
  std::vector<std::vector<Detection>> pictures_;
};

// A red face on the left, the larger; a blue one on the right, of which the detector is surer.
const Detection red{.box = {0, 8, 8, 8}, .score = 0.6F};
const Detection blue{.box = {10, 10, 4, 4}, .score = 0.9F};

/// Four frames: both faces, both, none, the blue one. The feature of a face is its mean colour.
class ClipDescriberTest : public testing::Test {
 protected:
  [[nodiscard]] ClipDescription describe(ClipDescriberOptions options, bool detect = true) const {
    options.descriptor.l2 = false;
    const auto detector = std::make_shared<KnownFaces>(
        std::vector<std::vector<Detection>>{{blue, red}, {blue, red}, {}, {blue}});
    LoadedFeatures features = load_features(tiny_.options.models.front(), "means", {});
    const ClipDescriber describer(FeatureReader(std::move(features.network)),
                                  detect ? detector : nullptr, features.identity, options);
    int frame = 0;
    return describer.describe([&]() -> std::optional<FaceFrame> {
      if (frame == 4) return std::nullopt;
      FaceFrame face_frame;
      face_frame.frame.picture = quarters({{0, frame, 0}, {0, 0, 0}, {255, 0, 0}, {0, 0, 255}});
      face_frame.frame.index = frame;
      face_frame.frame.seconds = 0.04 * frame;
      ++frame;
      return face_frame;
    });
  }

  TinyAnalyzer tiny_;
};

ClipDescriberOptions with_face(FaceChoice face) {
  ClipDescriberOptions options;
  options.face = face;
  return options;
}

ClipDescriberOptions with_strides(std::vector<int> strides, ClipDescriberOptions options = {}) {
  options.strides = std::move(strides);
  return options;
}

ClipDescriberOptions group() {
  ClipDescriberOptions options;
  options.group = true;
  return options;
}

auto are(const std::vector<float>& values) { return Pointwise(FloatNear(1e-5F), values); }

TEST_F(ClipDescriberTest, TakesTheLargestFace) {
  const ClipDescription clip = describe({});
  // Red, red, blue: mean, max, min, std.
  const float deviation = std::sqrt(2.0F) / 3;
  EXPECT_THAT(clip.values, are({2 / 3.0F, 0, 1 / 3.0F, 1, 0, 1, 0, 0, 0, deviation, 0, deviation}));
  EXPECT_EQ(clip.frames, 4);
  EXPECT_EQ(clip.frames_with_face, 3);
  EXPECT_NEAR(clip.seconds, 0.12, 1e-9);
  EXPECT_TRUE(clip.at_strides.empty());
  EXPECT_TRUE(clip.faces.empty());
}

TEST_F(ClipDescriberTest, TakesTheBestFace) {
  EXPECT_THAT(describe(with_face(FaceChoice::best)).values,
              are({0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0}));
}

TEST_F(ClipDescriberTest, TakesThePersonSeenMost) {
  EXPECT_THAT(describe(with_face(FaceChoice::track)).values,
              are({0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0}));
}

TEST_F(ClipDescriberTest, TakesAllFaces) {
  // Mean and std over faces: (0.5 0 0.5, 0.5 0 0.5) twice, then (0 0 1, 0 0 0).
  const float deviation = std::sqrt(1 / 18.0F);
  EXPECT_THAT(describe(group()).values, are({1 / 3.0F, 0, 2 / 3.0F, 1 / 3.0F, 0, 1 / 3.0F,
                                             deviation, 0, deviation, deviation, 0, deviation}));
}

TEST_F(ClipDescriberTest, BlendsFramesWithoutAFaceAsThePublishedCodeDoes) {
  ClipDescriberOptions options;
  options.blend_frames = true;
  for (const int batch : {1, 16}) {
    options.batch = batch;
    const ClipDescription clip = describe(options);
    // Three quarters of the faces' descriptor, and a quarter of that of the third frame, whose mean
    // colour is (1/4, 2/255 / 4, 1/4) and whose deviation is 0.
    const float deviation = std::sqrt(2.0F) / 3;
    const float green = 2.0F / 255 / 4 / 4;
    EXPECT_THAT(clip.values, Pointwise(FloatNear(2e-3F),
                                       std::vector<float>{
                                           0.75F * 2 / 3 + 0.0625F, green, 0.25F + 0.0625F,
                                           0.75F + 0.0625F, green, 0.75F + 0.0625F, 0.0625F, green,
                                           0.0625F, 0.75F * deviation, 0, 0.75F * deviation}));
    EXPECT_EQ(clip.frames_with_face, 3);
  }
  options.strides = {2};
  EXPECT_THROW((void)describe(options), Error);
}

TEST_F(ClipDescriberTest, CutsFacesAsItIsAsked) {
  ClipDescriberOptions options;
  options.crop = CropSpec{};
  options.crop->alignment = Alignment::five_point;
  // The faces of this detector have no landmarks.
  EXPECT_THROW((void)describe(options), Error);
}

TEST_F(ClipDescriberTest, TakesWholeFramesWithoutADetector) {
  const ClipDescription clip = describe({}, false);
  EXPECT_EQ(clip.frames_with_face, 4);
  // A quarter of the picture is red and one blue.
  EXPECT_NEAR(clip.values[0], 0.25, 1e-5);
  EXPECT_NEAR(clip.values[2], 0.25, 1e-5);
}

TEST_F(ClipDescriberTest, DescribesEveryNthFrame) {
  for (const int batch : {1, 16}) {
    ClipDescriberOptions options = with_strides({3, 2, 1});
    options.batch = batch;
    const ClipDescription clip = describe(options);
    ASSERT_EQ(clip.at_strides.size(), 3U);
    // Frames 0 and 3: red, blue; 0 and 2: red alone.
    EXPECT_THAT(clip.at_strides[0], are({0.5F, 0, 0.5F, 1, 0, 1, 0, 0, 0, 0.5F, 0, 0.5F}));
    EXPECT_THAT(clip.at_strides[1], are({1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0}));
    EXPECT_EQ(clip.at_strides[2], clip.values);
    EXPECT_THAT(clip.faces, ElementsAre(true, true, false, true));
  }
  EXPECT_THAT(describe(with_strides({2}, group())).at_strides.at(0),
              are({0.5F, 0, 0.5F, 0.5F, 0, 0.5F, 0, 0, 0, 0, 0, 0}));
}

TEST_F(ClipDescriberTest, RefusesStridesThatCannotBe) {
  EXPECT_THROW((void)describe(with_strides({0})), Error);
  EXPECT_THROW((void)describe(with_strides({2}, with_face(FaceChoice::track))), Error);
}

}  // namespace
}  // namespace mien
