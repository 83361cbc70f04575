#include "phone/phone_analyzer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "mien/core/error.h"
#include "mien/core/geometry.h"
#include "mien/media/image_io.h"
#include "mien/pipeline/face_analyzer.h"
#include "phone/packs.h"
#include "resources.h"

namespace mien::phone {
namespace {

/// The largest differences between faces of the two ways.
struct Worst {
  std::size_t count = 0;
  double overlap = 1;
  double score = 0;
  double probability = 0;
  double years = 0;
  double cosine = 1;

  void add(const Face& face, const Face& expected) {
    ++count;
    overlap = std::min<double>(overlap, intersection_over_union(face.box, expected.box));
    score = std::max<double>(score, std::abs(face.score - expected.score));
    for (const auto attribute : {&Face::emotion, &Face::gender, &Face::ethnicity}) {
      const auto& ours = (face.*attribute)->probabilities;
      const auto& theirs = (expected.*attribute)->probabilities;
      for (std::size_t i = 0; i < theirs.size(); ++i) {
        probability =
            std::max<double>(probability, std::abs(ours.at(i).probability - theirs[i].probability));
      }
    }
    years = std::max<double>(years, std::abs(*face.age - *expected.age));
    double product = 0;
    for (std::size_t i = 0; i < expected.identity.size(); ++i) {
      product +=
          static_cast<double>(face.identity.at(i)) * static_cast<double>(expected.identity[i]);
    }
    cosine = std::min(cosine, product);
  }
};

/// How far answers may be from those of the program with floats.
struct Tolerances {
  PackSize packs;
  double probability;
  double years;
  double cosine;      ///< of two features, at least
  std::size_t bytes;  ///< of all packs, at most
};

class PhoneAnswersTest : public testing::TestWithParam<Tolerances> {};

INSTANTIATE_TEST_SUITE_P(Packs, PhoneAnswersTest,
                         testing::Values(Tolerances{PackSize::halves, 0.01, 1, 0.999, 18'000'000},
                                         Tolerances{PackSize::small, 0.02, 1, 0.999, 11'150'000}),
                         [](const auto& info) {
                           return info.param.packs == PackSize::halves ? "Halves" : "Small";
                         });

TEST_P(PhoneAnswersTest, AreThoseOfFaceAnalyzer) {
  for (const char* model : {"rfb", "mtcnn-onet", "mobilenet-v1-face-tuned", "mobilenet-v1-emotion",
                            "mobilefacenet-identity"}) {
    MIEN_REQUIRE_FILE(test_models() / (std::string(model) + ".onnx"));
  }
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  FaceAnalyzerOptions options;
  options.store = std::make_shared<const ModelStore>(Catalogue::standard(), test_models());
  options.precision = Precision::float32;
  options.models.emplace_back(default_identity_model);
  const FaceAnalyzer reference(options);
  PhoneAnalyzer analyzer;
  EXPECT_FALSE(analyzer.ready());
  std::size_t bytes = 0;
  for (const NamedPack& pack : make_packs(*options.store, GetParam().packs)) {
    analyzer.add(pack.bytes, pack.name);
    bytes += pack.bytes.size();
  }
  ASSERT_TRUE(analyzer.ready());
  EXPECT_LT(bytes, GetParam().bytes);
  EXPECT_EQ(analyzer.models().size(), 3U);

  PhoneOptions all;
  all.attributes.emplace_back("identity");
  Worst worst;
  for (int i = 1; i <= 6; ++i) {
    const std::string name = "sample" + std::to_string(i) + ".jpg";
    const Image picture = read_image(sample_photo(name));
    const std::vector<Face> expected = reference.analyze(picture);
    const PhoneAnswer answer = analyzer.analyze(picture, all);
    ASSERT_EQ(answer.faces.size(), expected.size()) << name;
    ASSERT_EQ(answer.stages.size(), 4U);
    EXPECT_EQ(answer.stages.front().name, "detection");
    for (std::size_t f = 0; f < expected.size(); ++f) worst.add(answer.faces[f], expected[f]);
  }
  EXPECT_GT(worst.count, 15U);
  EXPECT_GE(worst.overlap, 0.99);
  EXPECT_LE(worst.score, 0.02);
  EXPECT_LE(worst.probability, GetParam().probability);
  EXPECT_LE(worst.years, GetParam().years);
  EXPECT_GE(worst.cosine, GetParam().cosine);
}

TEST(PhoneAnalyzerTest, RunsTheNetworksThatAreAskedForAlone) {
  MIEN_REQUIRE_FILE(test_models() / "mobilefacenet-identity.onnx");
  MIEN_REQUIRE_FILE(sample_photo("sample2.jpg"));
  PhoneAnalyzer analyzer;
  for (const NamedPack& pack : make_packs(ModelStore(Catalogue::standard(), test_models()))) {
    analyzer.add(pack.bytes, pack.name);
  }
  const Image picture = read_image(sample_photo("sample2.jpg"));
  const PhoneAnswer answer =
      analyzer.analyze(picture, {.max_long_side = 320, .max_faces = 1, .attributes = {"emotion"}});
  ASSERT_EQ(answer.faces.size(), 1U);
  EXPECT_TRUE(answer.faces.front().emotion.has_value());
  EXPECT_FALSE(answer.faces.front().age.has_value());
  EXPECT_EQ(answer.stages.size(), 2U);
}

TEST(PhoneAnalyzerTest, ReadsAPictureThatIsAFace) {
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-emotion.onnx");
  MIEN_REQUIRE_FILE(sample_photo("sample2.jpg"));
  FaceAnalyzerOptions options;
  options.store = std::make_shared<const ModelStore>(Catalogue::standard(), test_models());
  options.precision = Precision::float32;
  options.detector = "none";
  options.models = {"mobilenet-v1-emotion"};
  const Image picture = read_image(sample_photo("sample2.jpg"));
  const std::vector<Face> expected = FaceAnalyzer(options).analyze(picture);
  ASSERT_EQ(expected.size(), 1U);
  PhoneAnalyzer analyzer;
  for (const NamedPack& pack : make_packs(*options.store, PackSize::halves)) {
    if (pack.name.starts_with("mobilenet-v1-emotion")) analyzer.add(pack.bytes, pack.name);
  }
  const PhoneAnswer answer = analyzer.read_face(picture, {.attributes = {"emotion"}});
  ASSERT_EQ(answer.faces.size(), 1U);
  ASSERT_EQ(answer.stages.size(), 1U);
  const auto& ours = answer.faces.front().emotion.value().probabilities;
  const auto& theirs = expected.front().emotion.value().probabilities;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    EXPECT_NEAR(ours.at(i).probability, theirs[i].probability, 0.01);
  }
}

TEST(PhoneAnalyzerTest, SaysWhatIsMissing) {
  PhoneAnalyzer analyzer;
  EXPECT_THROW((void)analyzer.read_face({}), Error);
  EXPECT_THROW((void)analyzer.analyze(Image(8, 8)), Error);
  EXPECT_THROW((void)analyzer.analyze({}), Error);
  EXPECT_THROW(analyzer.add({}, "nothing"), Error);
}

}  // namespace
}  // namespace mien::phone
