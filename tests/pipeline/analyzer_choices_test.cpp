#include "mien/pipeline/analyzer_choices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "mien/core/error.h"
#include "resources.h"
#include "temporary_folder.h"

namespace mien {

namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using testing::ThrowsMessage;

ModelMetadata with_points(const std::vector<double>& shares) {
  ModelMetadata model;
  HeadSpec head;
  head.kind = HeadKind::identity;
  for (const double share : shares) {
    OperatingPoint point;
    point.false_accepts = share;
    point.distance = 1 + share;
    head.operating_points.push_back(point);
  }
  model.heads = {head};
  return model;
}

FaceAnalyzerOptions options_of(std::vector<std::string> models,
                               const std::string& detector = FaceAnalyzerOptions{}.detector) {
  FaceAnalyzerOptions options;
  options.models = std::move(models);
  options.detector = detector;
  return options;
}

TEST(AnalyzerChoicesTest, IdentityJoinsTheDefaultModels) {
  const FaceAnalyzerOptions options = with_identity({});
  EXPECT_THAT(options.models, Contains(std::string(default_identity_model)));
  EXPECT_EQ(options.models.size(), FaceAnalyzerOptions{}.models.size() + 1);
  EXPECT_EQ(options.purpose, Purpose::attributes);
}

TEST(AnalyzerChoicesTest, NamedModelsReadFacesOnceMore) {
  const FaceAnalyzerOptions options = with_identity(options_of({"mobilenet-v1-face"}));
  EXPECT_THAT(options.models, ElementsAre("mobilenet-v1-face"));
  EXPECT_EQ(options.purpose, Purpose::both);
}

TEST(AnalyzerChoicesTest, WithoutADetectorThereIsNoIdentity) {
  const FaceAnalyzerOptions options =
      with_identity(options_of(FaceAnalyzerOptions{}.models, "none"));
  EXPECT_EQ(options.models, FaceAnalyzerOptions{}.models);
}

TEST(AnalyzerChoicesTest, IdentityAloneIsOneNetwork) {
  EXPECT_THAT(identity_alone({}).models, ElementsAre(std::string(default_identity_model)));
  EXPECT_EQ(identity_alone({}).purpose, Purpose::identity);
  EXPECT_THAT(identity_alone(options_of({"own.onnx"})).models, ElementsAre("own.onnx"));
}

TEST(AnalyzerChoicesTest, TakesModelsOfAnotherFolder) {
  MIEN_REQUIRE_FILE(test_models() / "rfb.onnx");
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-emotion-grey.onnx");
  const FaceAnalyzerOptions options =
      with_models_of(options_of({"mobilenet-v1-emotion-grey"}), test_models());
  EXPECT_THAT(options.models, ElementsAre("mobilenet-v1-emotion-grey"));
  ASSERT_NE(options.store, nullptr);
  EXPECT_EQ(options.store->folder(), test_models());
  const FaceAnalyzer analyzer(options);
  EXPECT_TRUE(analyzer.has_detector());
  ASSERT_EQ(analyzer.models().size(), 1U);
  EXPECT_EQ(analyzer.models().front().id, "mobilenet-v1-emotion-grey");
}

TEST(AnalyzerChoicesTest, ModelsThatAnotherFolderLacksAreRefusedByItsName) {
  const TemporaryFolder folder;
  for (const FaceAnalyzerOptions& options : {FaceAnalyzerOptions{}, options_of({}, "rfb"),
                                             options_of({"mobilenet-v1-emotion"}, "none")}) {
    EXPECT_THAT([&] { FaceAnalyzer analyzer(with_models_of(options, folder.path())); },
                ThrowsMessage<Error>(HasSubstr(folder.path().string())));
  }
}

TEST(AnalyzerChoicesTest, ChoosesTheMostFalseAcceptsThatAreAllowed) {
  const ModelMetadata model = with_points({0.01, 0.0001, 0.001});
  EXPECT_EQ(operating_point(model, 0.005)->false_accepts, 0.001);
  EXPECT_EQ(operating_point(model, 0.01)->distance, 1.01);
  EXPECT_FALSE(operating_point(model, 0.00001));
  EXPECT_FALSE(operating_point(ModelMetadata{}, 0.1));
}

TEST(AnalyzerChoicesTest, ManyPairsShareTheFalseAcceptsThatAreAllowed) {
  const ModelMetadata model = with_points({0.01, 0.0001, 0.001});
  EXPECT_EQ(operating_point(model, 0.01, 1)->false_accepts, 0.01);
  EXPECT_EQ(operating_point(model, 0.01, 9)->false_accepts, 0.001);
  EXPECT_EQ(operating_point(model, 0.01, 100)->false_accepts, 0.0001);
  EXPECT_EQ(operating_point(model, 0.01, 100000)->false_accepts, 0.0001);  // the strictest
  EXPECT_FALSE(operating_point(model, 0.00001, 100));
}

}  // namespace

}  // namespace mien
