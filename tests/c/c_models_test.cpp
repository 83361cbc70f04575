// Options that need models of the catalogue, against the same in C++.

#include "c/c_api_fixture.h"
#include "mien/pipeline/analyzer_choices.h"
#include "mien/pipeline/face_analyzer.h"

namespace mien {

namespace {

class CModelsTest : public CApiTest {
 protected:
  void SetUp() override {
    for (const char* name : {"mobilenet-v1-face-tuned.onnx", "mobilenet-v1-face-tuned-int8.onnx",
                             "rfb.onnx", "facemesh.onnx", "iris.onnx"}) {
      MIEN_REQUIRE_FILE(test_models() / name);
    }
    MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
    mien_options_init(&options_, sizeof options_);
    options_.models_folder = models_folder_.c_str();
    options_.models = &reader_;
    options_.model_count = 1;
  }

  [[nodiscard]] Faces analyzed() const {
    const Analyzer reader = analyzer();
    return created<Faces>([&](auto** place, auto** error) {
      return mien_analyze_file(reader.get(), photo_.c_str(), place, error);
    });
  }

  [[nodiscard]] std::vector<Face> expected(FaceAnalyzerOptions options) const {
    options.models = {reader_};
    return FaceAnalyzer(with_models_of(std::move(options), models_folder_))
        .analyze(read_image(photo_));
  }

  std::string models_folder_ = test_models().string();
  std::string photo_ = sample_photo("sample1.jpg").string();
  const char* reader_ = "mobilenet-v1-face-tuned";
};

TEST_F(CModelsTest, ComputesInTheChosenPrecision) {
  std::vector<std::vector<float>> ages;
  for (const auto& [in_c, in_cpp] : {std::pair(MIEN_PRECISION_FLOAT, Precision::float32),
                                     std::pair(MIEN_PRECISION_INT8, Precision::int8),
                                     std::pair(MIEN_PRECISION_AUTO, Precision::automatic)}) {
    options_.precision = in_c;
    const Faces faces = analyzed();
    FaceAnalyzerOptions options;
    options.precision = in_cpp;
    const std::vector<Face> same = expected(options);
    ASSERT_EQ(mien_faces_count(faces.get(), 0), same.size());
    std::vector<float>& read = ages.emplace_back();
    for (std::size_t i = 0; i < same.size(); ++i) {
      const mien_face* face = mien_faces_at(faces.get(), 0, i);
      EXPECT_EQ(face->age, same[i].age);
      EXPECT_EQ(face->mesh, nullptr);
      read.push_back(face->age);
    }
  }
  ASSERT_FALSE(ages[0].empty());
  EXPECT_NE(ages[0], ages[1]);
}

TEST_F(CModelsTest, GivesTheSurfaceOfFaces) {
  options_.mesh = 1;
  const Faces faces = analyzed();
  FaceAnalyzerOptions options;
  options.mesh = true;
  const std::vector<Face> same = expected(options);
  ASSERT_EQ(mien_faces_count(faces.get(), 0), same.size());
  ASSERT_FALSE(same.empty());
  for (std::size_t i = 0; i < same.size(); ++i) {
    const mien_mesh* mesh = mien_faces_at(faces.get(), 0, i)->mesh;
    ASSERT_NE(mesh, nullptr);
    const FaceMesh& expected = *same[i].mesh;
    EXPECT_EQ(mesh->struct_size, sizeof(mien_mesh));
    ASSERT_EQ(mesh->point_count, 468U);
    for (std::size_t p = 0; p < mesh->point_count; ++p) {
      EXPECT_EQ(mesh->points[3 * p], expected.points[p].x);
      EXPECT_EQ(mesh->points[3 * p + 1], expected.points[p].y);
      EXPECT_EQ(mesh->points[3 * p + 2], expected.points[p].z);
    }
    EXPECT_EQ(mesh->score, expected.score);
    EXPECT_EQ(mesh->pitch, expected.pose.pitch);
    EXPECT_EQ(std::isnan(mesh->left_open), !expected.openness.has_value());
    if (expected.openness) {
      EXPECT_EQ(mesh->left_open, expected.openness->left);
      EXPECT_EQ(mesh->right_open, expected.openness->right);
    }
    EXPECT_EQ(mesh->looking != nullptr, expected.looking.has_value());
    if (expected.looking) {
      EXPECT_EQ(mesh->looking, looking_names[static_cast<std::size_t>(*expected.looking)]);
    }
  }
}

}  // namespace

}  // namespace mien
