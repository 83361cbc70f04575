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

ModelMetadata with_points(std::vector<double> shares) {
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

AnalyzerOptions options_of(std::vector<std::string> models,
                           const std::string& detector = AnalyzerOptions{}.detector) {
  AnalyzerOptions options;
  options.models = std::move(models);
  options.detector = detector;
  return options;
}

TEST(AnalyzerChoicesTest, IdentityJoinsTheDefaultModels) {
  const AnalyzerOptions options = with_identity({});
  EXPECT_THAT(options.models, Contains(std::string(default_identity_model)));
  EXPECT_EQ(options.models.size(), AnalyzerOptions{}.models.size() + 1);
  EXPECT_EQ(options.purpose, Purpose::attributes);
}

TEST(AnalyzerChoicesTest, NamedModelsReadFacesOnceMore) {
  const AnalyzerOptions options = with_identity(options_of({"mobilenet-v1-face"}));
  EXPECT_THAT(options.models, ElementsAre("mobilenet-v1-face"));
  EXPECT_EQ(options.purpose, Purpose::both);
}

TEST(AnalyzerChoicesTest, WithoutADetectorThereIsNoIdentity) {
  const AnalyzerOptions options = with_identity(options_of(AnalyzerOptions{}.models, "none"));
  EXPECT_EQ(options.models, AnalyzerOptions{}.models);
}

TEST(AnalyzerChoicesTest, IdentityAloneIsOneNetwork) {
  EXPECT_THAT(identity_alone({}).models, ElementsAre(std::string(default_identity_model)));
  EXPECT_EQ(identity_alone({}).purpose, Purpose::identity);
  EXPECT_THAT(identity_alone(options_of({"own.onnx"})).models, ElementsAre("own.onnx"));
}

TEST(AnalyzerChoicesTest, TakesModelsOfAnotherFolder) {
  MIEN_REQUIRE_FILE(test_models() / "rfb.onnx");
  const AnalyzerOptions options =
      with_models_of(options_of({"mobilenet-v1-emotion", "./own.onnx"}), test_models());
  ASSERT_EQ(options.models.size(), 2U);
  EXPECT_THAT(options.models[0], StartsWith(test_models().string()));
  EXPECT_THAT(options.models[0], EndsWith("mobilenet-v1-emotion.onnx"));
  EXPECT_EQ(options.models[1], "./own.onnx");
  EXPECT_NE(options.custom_detector, nullptr);
}

TEST(AnalyzerChoicesTest, RefusesAFolderWithoutTheModel) {
  const TemporaryFolder folder;
  EXPECT_THAT([&] { static_cast<void>(with_models_of({}, folder.path())); },
              ThrowsMessage<Error>(HasSubstr(folder.path().string())));
  EXPECT_THAT([&] { static_cast<void>(with_models_of(options_of({}, "rfb"), folder.path())); },
              ThrowsMessage<Error>(HasSubstr(folder.path().string())));
}

TEST(AnalyzerChoicesTest, ChoosesTheMostFalseAcceptsThatAreAllowed) {
  const ModelMetadata model = with_points({0.01, 0.0001, 0.001});
  EXPECT_EQ(operating_point(model, 0.005)->false_accepts, 0.001);
  EXPECT_EQ(operating_point(model, 0.01)->distance, 1.01);
  EXPECT_FALSE(operating_point(model, 0.00001));
  EXPECT_FALSE(operating_point(ModelMetadata{}, 0.1));
}

}  // namespace

}  // namespace mien
