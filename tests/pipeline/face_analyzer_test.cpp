#include "mien/pipeline/face_analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pipeline/analyzer_fixture.h"
#include "resources.h"

namespace mien {
namespace {

using testing::HasSubstr;

const std::vector<int> red = {255, 0, 0};
const std::vector<int> green = {0, 255, 0};
const std::vector<int> blue = {0, 0, 255};
const std::vector<int> black = {0, 0, 0};

std::string error_of(const FaceAnalyzerOptions& options) {
  try {
    const FaceAnalyzer analyzer(options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(FaceAnalyzer, GivesEachFaceItsAttributes) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer analyzer(tiny.options);
  const std::vector<Face> faces = analyzer.analyze(quarters({red, black, blue, green}));
  ASSERT_EQ(faces.size(), 3U);
  EXPECT_EQ(faces[0].emotion->label, "anger");
  EXPECT_EQ(faces[1].emotion->label, "happiness");
  EXPECT_EQ(faces[2].emotion->label, "neutral");
  EXPECT_EQ(faces[1].box, (Box{0, 8, 8, 8}));
  EXPECT_FLOAT_EQ(faces[1].score, 0.8F);
  EXPECT_FALSE(faces[0].age);
}

TEST(FaceAnalyzer, NoFaceIsAResult) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer analyzer(tiny.options);
  EXPECT_TRUE(analyzer.analyze(quarters({black, black, black, black})).empty());
  EXPECT_TRUE(analyzer.analyze(std::span<const Image>{}).empty());
}

TEST(FaceAnalyzer, ABatchGivesWhatSinglePicturesGive) {
  TinyAnalyzer tiny;
  tiny.options.batch = 3;
  const FaceAnalyzer analyzer(tiny.options);
  const std::vector<Image> pictures = {
      quarters({red, red, blue, blue}), quarters({black, black, black, black}),
      quarters({black, green, black, black}), quarters({blue, red, green, blue})};
  const std::vector<std::vector<Face>> together = analyzer.analyze(pictures);
  ASSERT_EQ(together.size(), pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::vector<Face> alone = analyzer.analyze(pictures[i]);
    ASSERT_EQ(together[i].size(), alone.size()) << i;
    for (std::size_t f = 0; f < alone.size(); ++f) {
      EXPECT_EQ(together[i][f].emotion, alone[f].emotion);
      EXPECT_EQ(together[i][f].box, alone[f].box);
    }
  }
}

TEST(FaceAnalyzer, WithoutADetectorThePictureIsTheFace) {
  TinyAnalyzer tiny;
  tiny.options.custom_detector = nullptr;
  tiny.options.detector = "none";
  const FaceAnalyzer analyzer(tiny.options);
  const std::vector<Face> faces = analyzer.analyze(quarters({red, red, red, red}));
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_EQ(faces[0].box, (Box{0, 0, 16, 16}));
  EXPECT_EQ(faces[0].emotion->label, "anger");
}

TEST(FaceAnalyzer, AnyNumberOfModels) {
  TinyAnalyzer tiny;
  ModelMetadata metadata = tiny_metadata(4);
  metadata.id = "identity";
  metadata.heads[0].attribute = "identity";
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].activation = Activation::none;
  metadata.heads[0].labels.clear();
  const auto path = tiny.folder() / "identity.onnx";
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  tiny.options.models.push_back(path.string());
  const FaceAnalyzer analyzer(tiny.options);
  ASSERT_EQ(analyzer.models().size(), 2U);
  EXPECT_EQ(analyzer.models()[1].id, "identity");
  const std::vector<Face> faces = analyzer.analyze(quarters({red, black, black, black}));
  EXPECT_EQ(faces.at(0).emotion->label, "anger");
  EXPECT_EQ(faces.at(0).identity, (std::vector<float>{1, 0, 0}));

  tiny.options.models.clear();
  EXPECT_FALSE(FaceAnalyzer(tiny.options).analyze(quarters({red, black, black, black}))[0].emotion);
}

TEST(FaceAnalyzer, MultipliesByThePriorThatAModelStores) {
  TinyAnalyzer tiny;
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].prior = {0.01F, 0.01F, 0.98F};  // of anger, neutral and happiness
  const auto path = tiny.folder() / "prior.onnx";
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  const Image picture = quarters({red, black, black, black});
  tiny.options.prior = Prior::natural;
  EXPECT_THROW(FaceAnalyzer{tiny.options}, Error);
  tiny.options.models = {path.string()};
  EXPECT_EQ(FaceAnalyzer(tiny.options).analyze(picture).at(0).emotion->label, "happiness");
  tiny.options.prior = Prior::uniform;
  EXPECT_EQ(FaceAnalyzer(tiny.options).analyze(picture).at(0).emotion->label, "anger");
}

TEST(FaceAnalyzer, ReadsOnlyTheAttributesThatAreWanted) {
  TinyAnalyzer tiny;
  ModelMetadata metadata = tiny_metadata(4);
  metadata.id = "identity";
  metadata.heads[0].attribute = "identity";
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].activation = Activation::none;
  metadata.heads[0].labels.clear();
  const auto path = tiny.folder() / "identity.onnx";
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  tiny.options.models.push_back(path.string());
  const Image picture = quarters({red, black, black, black});

  tiny.options.attributes = {"identity"};
  const FaceAnalyzer identity(tiny.options);
  ASSERT_EQ(identity.models().size(), 1U);  // the other one is not loaded
  EXPECT_EQ(identity.models()[0].id, "identity");
  EXPECT_FALSE(identity.analyze(picture).at(0).emotion);
  EXPECT_FALSE(identity.analyze(picture).at(0).identity.empty());

  tiny.options.attributes = {"emotion"};
  const FaceAnalyzer emotion(tiny.options);
  EXPECT_TRUE(emotion.analyze(picture).at(0).emotion);
  EXPECT_TRUE(emotion.analyze(picture).at(0).identity.empty());

  // Of a model with several heads the others are not read.
  metadata = tiny_metadata(4);
  metadata.heads[0].offset = 0;
  HeadSpec affect;
  affect.output = "means";
  affect.attribute = "affect";
  affect.kind = HeadKind::affect;
  affect.offset = 1;
  metadata.heads.push_back(affect);
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  tiny.options.models = {path.string()};
  tiny.options.attributes = {"affect"};
  const FaceAnalyzer part(tiny.options);
  ASSERT_EQ(part.models().at(0).heads.size(), 1U);
  EXPECT_EQ(part.models().at(0).heads[0].attribute, "affect");
  EXPECT_TRUE(part.analyze(picture).at(0).affect);
  EXPECT_FALSE(part.analyze(picture).at(0).emotion);

  tiny.options.attributes = {"age"};
  try {
    const FaceAnalyzer none(tiny.options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_THAT(error.what(), HasSubstr("(emotion, affect), found \"age\""));
  }
}

TEST(FaceAnalyzer, CutsFacesAsThePurposeWantsThem) {
  TinyAnalyzer tiny;
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].attribute = "identity";
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].activation = Activation::none;
  metadata.heads[0].labels.clear();
  // A margin of a whole face: the quarter and the others beside and below it.
  metadata.heads[0].crop = CropSpec{.margin = 1};
  const auto path = tiny.folder() / "identity.onnx";
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  tiny.options.models.push_back(path.string());
  const Image picture = quarters({red, blue, blue, blue});
  const Face described = FaceAnalyzer(tiny.options).analyze(picture).at(0);
  tiny.options.purpose = Purpose::identity;
  const Face compared = FaceAnalyzer(tiny.options).analyze(picture).at(0);
  EXPECT_EQ(described.identity, (std::vector<float>{1, 0, 0}));
  // One quarter of red and three of blue, divided by their length.
  EXPECT_NEAR(compared.identity.at(0), 1 / std::sqrt(10.0), 0.02);
  EXPECT_NEAR(compared.identity.at(2), 3 / std::sqrt(10.0), 0.02);
  EXPECT_EQ(compared.emotion, described.emotion);

  // One model that gives both, for all its heads.
  HeadSpec emotion = tiny_metadata(4).heads[0];
  emotion.output = metadata.heads[0].output;
  metadata.heads.push_back(emotion);
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  tiny.options.models = {path.string()};
  tiny.options.purpose = Purpose::both;
  const Face both = FaceAnalyzer(tiny.options).analyze(picture).at(0);
  EXPECT_EQ(both.identity, compared.identity);
  EXPECT_EQ(both.emotion, described.emotion);
}

TEST(FaceAnalyzer, LeavesOutFacesOfLowQualityAndSaysTheQualityOfOthers) {
  TinyAnalyzer tiny;
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].attribute = "identity";
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].activation = Activation::none;
  metadata.heads[0].labels.clear();
  metadata.heads[0].length_is_quality = true;
  const auto path = tiny.folder() / "identity.onnx";
  write_file(path, tiny_onnx(4, format_metadata(metadata)));
  tiny.options.models.push_back(path.string());
  const Image picture = quarters({red, {100, 0, 0}, black, black});
  const std::vector<Face> all = FaceAnalyzer(tiny.options).analyze(picture);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NEAR(all[0].quality.value_or(0), 1, 1e-5);
  EXPECT_NEAR(all[1].quality.value_or(0), 100 / 255.0, 1e-5);
  tiny.options.min_quality = 0.5F;
  EXPECT_EQ(FaceAnalyzer(tiny.options).analyze(picture).size(), 1U);
  tiny.options.models.pop_back();
  EXPECT_THAT(error_of(tiny.options), HasSubstr("min_quality"));
}

/// Finds a face that looks into the camera and one that is turned to the right.
class TurnedFaces : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& /*image*/) const override {
    const Landmarks ahead = {{{4, 6}, {12, 6}, {8, 10}, {5, 14}, {11, 14}}};
    const Landmarks turned = {{{7, 6}, {12, 6}, {13, 10}, {8, 14}, {12, 14}}};
    return {{{0, 0, 16, 16}, 0.9F, ahead}, {{0, 0, 16, 16}, 0.8F, turned}};
  }
};

TEST(FaceAnalyzer, SaysHowHeadsAreTurnedAndLeavesOutProfiles) {
  TinyAnalyzer tiny;
  tiny.options.custom_detector = std::make_shared<TurnedFaces>();
  const Image picture = quarters({red, red, red, red});
  const std::vector<Face> all = FaceAnalyzer(tiny.options).analyze(picture);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_NEAR(all[0].pose.value().yaw, 0, 3);
  EXPECT_GT(all[1].pose.value().yaw, 30);
  tiny.options.max_yaw = 30;
  EXPECT_EQ(FaceAnalyzer(tiny.options).analyze(picture).size(), 1U);
}

TEST(FaceAnalyzer, RefusesImpossibleOptions) {
  const TinyAnalyzer tiny;
  FaceAnalyzerOptions options = tiny.options;
  options.threads = 0;
  EXPECT_THAT(error_of(options), HasSubstr("threads"));
  options = tiny.options;
  options.batch = 0;
  EXPECT_THAT(error_of(options), HasSubstr("batch"));
  options = tiny.options;
  options.age_top = 0;
  EXPECT_THAT(error_of(options), HasSubstr("age_top"));
  options = tiny.options;
  options.gender_threshold = 2.0F;
  EXPECT_THAT(error_of(options), HasSubstr("gender_threshold"));
  options = tiny.options;
  options.custom_detector = nullptr;
  options.detector = "haar";
  EXPECT_THAT(error_of(options), HasSubstr("haar"));
  options = tiny.options;
  options.models = {"oracle"};
  EXPECT_THAT(error_of(options), HasSubstr("oracle"));
}

TEST(FaceAnalyzer, RefusesAnEmptyPicture) {
  const TinyAnalyzer tiny;
  const FaceAnalyzer analyzer(tiny.options);
  EXPECT_THROW((void)analyzer.analyze(Image()), Error);
}

// The people on the six sample photos, as anyone sees them: men and women from left to right.
TEST(FaceAnalyzerSamples, ReadsTheSamplePhotosAlikeForEveryThreadCount) {
  MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-face-tuned.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  FaceAnalyzerOptions options;
  options.detection.min_face = 40;
  const FaceAnalyzer analyzer(options);
  options.threads = 2;
  const FaceAnalyzer two(options);
  std::vector<Image> pictures;
  for (int i = 1; i <= 6; ++i) {
    pictures.push_back(read_image(sample_photo("sample" + std::to_string(i) + ".jpg")));
  }
  const std::vector<std::vector<Face>> together = analyzer.analyze(pictures);
  std::size_t count = 0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const std::vector<Face> alone = two.analyze(pictures[i]);
    ASSERT_EQ(alone.size(), together[i].size());
    count += alone.size();
    for (std::size_t f = 0; f < alone.size(); ++f) {
      EXPECT_EQ(alone[f].box, together[i][f].box);
      EXPECT_NEAR(*alone[f].age, *together[i][f].age, 1e-2);
      EXPECT_EQ(alone[f].gender->label, together[i][f].gender->label);
      EXPECT_EQ(alone[f].emotion->label, together[i][f].emotion->label);
    }
  }
  EXPECT_GE(count, 20U);  // of 22, two of which look aside
  EXPECT_LE(count, 22U);
}

}  // namespace
}  // namespace mien
