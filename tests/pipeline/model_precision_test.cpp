#include <gmock/gmock.h>

#include <cmath>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"
#include "nn/int8_instructions.h"
#include "pipeline/model_loading.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::ElementsAre;

constexpr const char* in_floats = "mobilenet-v1-face-tuned";
constexpr const char* in_8_bits = "mobilenet-v1-face-tuned-int8";

TEST(ModelPrecision, FloatsAreTakenAsTheyAreNamed) {
  EXPECT_EQ(at_precision(in_floats, Precision::float32), in_floats);
  EXPECT_EQ(at_precision("./own.onnx", Precision::int8), "./own.onnx");
  EXPECT_EQ(at_precision("no-such-model", Precision::int8), "no-such-model");
}

TEST(ModelPrecision, EightBitsAreTakenWhereTheCatalogueHasThem) {
  const TemporaryFolder empty;
  const ModelStore store(Catalogue::standard(), empty.path());
  EXPECT_EQ(at_precision(in_floats, Precision::int8, &store), in_8_bits);
  EXPECT_EQ(at_precision(in_8_bits, Precision::int8, &store), in_8_bits);
  EXPECT_EQ(at_precision("mtcnn-onet", Precision::int8, &store), "mtcnn-onet");
}

TEST(ModelPrecision, AutomaticNeedsTheFileAndTheInstructions) {
  const TemporaryFolder empty;
  const ModelStore none(Catalogue::standard(), empty.path());
  EXPECT_EQ(at_precision(in_floats, Precision::automatic, &none), in_floats);
  MIEN_REQUIRE_FILE(test_models() / (std::string(in_8_bits) + ".onnx"));
  const ModelStore store(Catalogue::standard(), test_models());
  EXPECT_EQ(at_precision(in_floats, Precision::automatic, &store),
            has_int8_instructions() ? in_8_bits : in_floats);
}

TEST(ModelPrecision, TheAnswersAreNearlyTheSame) {
  if (!has_int8_instructions()) {
    GTEST_SKIP() << "without VNNI sums of products may overflow (docs/guides/quantization.md)";
  }
  MIEN_REQUIRE_FILE(test_models() / (std::string(in_8_bits) + ".onnx"));
  FaceAnalyzerOptions options;
  options.store = std::make_shared<const ModelStore>(Catalogue::standard(), test_models());
  options.models = {in_floats};
  options.precision = Precision::float32;
  const FaceAnalyzer floats(options);
  options.precision = Precision::int8;
  const FaceAnalyzer bits(options);
  ASSERT_EQ(bits.models().size(), 1U);
  EXPECT_EQ(bits.models().front().id, in_8_bits);
  for (const char* name : {"sample1.jpg", "sample3.jpg", "sample5.jpg"}) {
    MIEN_REQUIRE_FILE(sample_photo(name));
    const Image photo = read_image(sample_photo(name));
    const std::vector<Face> expected = floats.analyze(photo);
    const std::vector<Face> faces = bits.analyze(photo);
    ASSERT_EQ(faces.size(), expected.size());
    for (std::size_t i = 0; i < faces.size(); ++i) {
      // Where the processor computes it, the detector has 16 bits.
      EXPECT_GE(intersection_over_union(faces[i].box, expected[i].box), 0.95)
          << name << ", face " << i;
      EXPECT_NEAR(*faces[i].age, *expected[i].age, 3) << name << ", face " << i;
      EXPECT_NEAR(faces[i].gender->probabilities.front().probability,
                  expected[i].gender->probabilities.front().probability, 0.15)
          << name << ", face " << i;
    }
  }
}

}  // namespace
}  // namespace mien
