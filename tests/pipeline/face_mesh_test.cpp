// The surface of the faces of the sample photos, against other ways to tell the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"
#include "resources.h"

namespace mien {
namespace {

using testing::HasSubstr;

constexpr std::size_t mesh_points = 468;

class FaceMeshTest : public testing::Test {
 protected:
  void SetUp() override {
    MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
    MIEN_REQUIRE_FILE(test_models() / "facemesh.onnx");
    MIEN_REQUIRE_FILE(test_models() / "iris.onnx");
    MIEN_REQUIRE_FILE(test_models() / "rfb.onnx");
    ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  }

  void TearDown() override { ::unsetenv("MIEN_MODELS"); }

  /// Finds meshes and reads nothing else.
  static FaceAnalyzer analyzer() {
    FaceAnalyzerOptions options;
    options.models.clear();
    options.mesh = true;
    return FaceAnalyzer(options);
  }

  static Image sample(int number) {
    return read_image(sample_photo("sample" + std::to_string(number) + ".jpg"));
  }
};

Image mirrored(const Image& picture) {
  Image result(picture.width(), picture.height());
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) {
      std::copy_n(picture.row(y) + std::ptrdiff_t{3} * x, 3,
                  result.mutable_row(y) + std::ptrdiff_t{3} * (picture.width() - 1 - x));
    }
  }
  return result;
}

float median(std::vector<float> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

TEST_F(FaceMeshTest, LiesWhereTheDetectorHasItsLandmarks) {
  const FaceAnalyzer finder = analyzer();
  // The outer and inner corner of the left eye and of the right eye, the tip of the nose, the
  // corners of the mouth.
  constexpr std::array<std::array<std::size_t, 2>, 5> same = {
      {{33, 133}, {362, 263}, {1, 4}, {61, 61}, {291, 291}}};
  std::vector<float> distances;
  for (int i = 1; i <= 6; ++i) {
    for (const Face& face : finder.analyze(sample(i))) {
      ASSERT_TRUE(face.mesh);
      ASSERT_EQ(face.mesh->points.size(), mesh_points);
      const Landmarks& marks = *face.landmarks;
      const float eyes = std::hypot(marks[1].x - marks[0].x, marks[1].y - marks[0].y);
      for (std::size_t m = 0; m < same.size(); ++m) {
        const MeshPoint& a = face.mesh->points[same[m][0]];
        const MeshPoint& b = face.mesh->points[same[m][1]];
        distances.push_back(std::hypot((a.x + b.x) / 2 - marks[m].x, (a.y + b.y) / 2 - marks[m].y) /
                            eyes);
      }
    }
  }
  ASSERT_GE(distances.size(), 50U);
  EXPECT_LT(median(distances), 0.1F);
}

TEST_F(FaceMeshTest, TurnsAsTheFiveLandmarksSay) {
  const FaceAnalyzer finder = analyzer();
  std::vector<float> yaw;
  std::vector<float> pitch;
  std::vector<float> roll;
  for (int i = 1; i <= 6; ++i) {
    for (const Face& face : finder.analyze(sample(i))) {
      yaw.push_back(std::abs(face.mesh->pose.yaw - face.pose->yaw));
      pitch.push_back(std::abs(face.mesh->pose.pitch - face.pose->pitch));
      roll.push_back(std::abs(face.mesh->pose.roll - face.pose->roll));
    }
  }
  ASSERT_GE(yaw.size(), 10U);
  EXPECT_LT(median(yaw), 5);
  EXPECT_LT(median(pitch), 6);
  EXPECT_LT(median(roll), 4);
}

TEST_F(FaceMeshTest, ChangesSidesInAMirror) {
  const FaceAnalyzer finder = analyzer();
  std::vector<float> yaw;
  std::vector<float> openness;
  for (int i = 1; i <= 6; ++i) {
    const Image picture = sample(i);
    const std::vector<Face> mirror = finder.analyze(mirrored(picture));
    for (const Face& face : finder.analyze(picture)) {
      // The same face of the mirrored picture is the one that overlaps it.
      const Box mirrored{static_cast<float>(picture.width()) - face.box.right(), face.box.y,
                         face.box.width, face.box.height};
      const auto twin = std::ranges::find_if(mirror, [&](const Face& other) {
        return intersection_over_union(other.box, mirrored) > 0.7F;
      });
      if (twin == mirror.end()) continue;
      yaw.push_back(std::abs(twin->mesh->pose.yaw + face.mesh->pose.yaw));
      // Who looks to a side must not do so in the mirror, too.
      if (face.mesh->looking && *face.mesh->looking != Looking::ahead) {
        EXPECT_NE(twin->mesh->looking, face.mesh->looking);
      }
      if (!face.mesh->openness || !twin->mesh->openness) continue;
      openness.push_back(std::abs(twin->mesh->openness->left - face.mesh->openness->right));
      openness.push_back(std::abs(twin->mesh->openness->right - face.mesh->openness->left));
    }
  }
  ASSERT_GE(openness.size(), 20U);
  EXPECT_LT(median(yaw), 4);
  EXPECT_LT(median(openness), 0.05F);
}

TEST_F(FaceMeshTest, SaysNothingOfEyesOnFacesTurnedAway) {
  const FaceAnalyzer finder = analyzer();
  for (int i = 1; i <= 6; ++i) {
    for (const Face& face : finder.analyze(sample(i))) {
      EXPECT_EQ(face.mesh->openness.has_value(), std::abs(face.mesh->pose.yaw) < 30);
      if (face.mesh->looking) {
        EXPECT_TRUE(face.mesh->openness);
      }
    }
  }
}

TEST_F(FaceMeshTest, IsFoundOnlyWhereItIsAskedFor) {
  FaceAnalyzerOptions options;
  options.models.clear();
  const std::vector<Face> faces = FaceAnalyzer(options).analyze(sample(1));
  ASSERT_FALSE(faces.empty());
  EXPECT_FALSE(faces[0].mesh);
  options.mesh = true;
  options.detector = "none";
  try {
    const FaceAnalyzer refused(options);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("mesh: expected a detector"));
  }
}

TEST_F(FaceMeshTest, IsTheSameForFacesTogetherAndAlone) {
  const FaceAnalyzer finder = analyzer();
  const std::vector<Image> pictures = {sample(1), sample(4)};
  const std::vector<std::vector<Face>> together = finder.analyze(pictures);
  for (std::size_t p = 0; p < pictures.size(); ++p) {
    const std::vector<Face> alone = finder.analyze(pictures[p]);
    ASSERT_EQ(alone.size(), together[p].size());
    for (std::size_t i = 0; i < alone.size(); ++i) {
      EXPECT_NEAR(alone[i].mesh->points[0].x, together[p][i].mesh->points[0].x, 0.01);
      EXPECT_EQ(alone[i].mesh->looking, together[p][i].mesh->looking);
    }
  }
}

}  // namespace
}  // namespace mien
