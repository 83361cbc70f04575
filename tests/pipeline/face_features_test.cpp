#include "mien/pipeline/face_features.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "models/bytes_of.h"
#include "models/tiny_join.h"
#include "temporary_folder.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;

/// A file with a network, and what is read of it.
class FaceFeaturesTest : public testing::Test {
 protected:
  [[nodiscard]] FaceFeatures features_of(const models::Bytes& onnx,
                                         const std::string& attribute = "emotion") const {
    const std::string path = (folder_.path() / "tiny.onnx").string();
    write_file(path, onnx);
    return FaceFeatures(path, {.attribute = attribute});
  }

  /// The network of `tiny_base_graph` with other nodes behind its features.
  [[nodiscard]] static models::Bytes with_nodes(std::vector<models::GraphNode> nodes,
                                                std::vector<HeadSpec> heads) {
    models::Graph graph = models::tiny_base_graph();
    graph.nodes.resize(2);
    graph.nodes.insert(graph.nodes.end(), nodes.begin(), nodes.end());
    graph.constants.erase("gender_weight");
    graph.constants["emotion_bias"] = {{3}, std::vector<float>{0.5F, 0, -0.5F}};
    graph.outputs = {{"emotion", {-1, 3}}};
    return models::write_onnx(
        graph, format_metadata(models::tiny_join_metadata("tiny", std::move(heads))));
  }

  [[nodiscard]] static HeadSpec emotion() {
    return models::class_head("emotion", "emotion", {"anger", "neutral", "fear"});
  }

 private:
  TemporaryFolder folder_;
};

Image of_one_colour(std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Image image(6, 5);
  for (int y = 0; y < image.height(); ++y) {
    std::uint8_t* const row = image.mutable_row(y);
    for (int x = 0; x < image.width(); ++x) {
      row[3 * x] = red;
      row[3 * x + 1] = green;
      row[3 * x + 2] = blue;
    }
  }
  return image;
}

TEST_F(FaceFeaturesTest, AreWhatTheLastLayerTakes) {
  const FaceFeatures features = features_of(models::tiny_base());
  EXPECT_EQ(features.dimension(), 3U);
  EXPECT_EQ(features.metadata().id, "tiny-base");
  const std::vector<Image> faces = {of_one_colour(51, 102, 255), of_one_colour(0, 255, 0)};
  const std::vector<std::vector<float>> rows = features.read(faces);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_THAT(rows[0], ElementsAre(FloatNear(0.2F, 1e-6F), FloatNear(0.4F, 1e-6F), 1));
  EXPECT_THAT(rows[1], ElementsAre(0, 1, 0));
  EXPECT_TRUE(features.read({}).empty());
}

TEST_F(FaceFeaturesTest, HaveTheLayersOfAllHeadsThatTakeThem) {
  const FaceFeatures features = features_of(models::tiny_base(), "gender");
  ASSERT_EQ(features.layers().size(), 2U);
  EXPECT_EQ(features.layers()[0].head.attribute, "gender");
  EXPECT_THAT(features.layers()[0].weights, ElementsAre(-1, 0, 0));
  EXPECT_THAT(features.layers()[0].bias, ElementsAre(0));
  EXPECT_EQ(features.layers()[1].head.attribute, "emotion");
  EXPECT_THAT(features.layers()[1].weights, ElementsAre(1, 0, 0, 0, 1, 0, 0, 0, 1));
}

TEST_F(FaceFeaturesTest, HaveLayersOfWeightsOf16Bits) {
  const models::Bytes onnx =
      models::write_onnx(models::tiny_base_graph(), format_metadata(models::tiny_base_metadata()),
                         {.half_weights = true});
  EXPECT_THAT(features_of(onnx).layers()[0].weights, ElementsAre(1, 0, 0, 0, 1, 0, 0, 0, 1));
}

TEST_F(FaceFeaturesTest, HaveTheBiasThatIsAddedBeforeTheActivation) {
  const models::Bytes onnx = with_nodes({{"MatMul", {"features", "emotion_weight"}, "product"},
                                         {"Add", {"product", "emotion_bias"}, "logits"},
                                         {"Softmax", {"logits"}, "emotion"}},
                                        {emotion()});
  const FaceFeatures features = features_of(onnx);
  EXPECT_THAT(features.layers()[0].bias, ElementsAre(0.5F, 0, -0.5F));
}

TEST_F(FaceFeaturesTest, HaveTheRowsOfEachHeadOfOneOutput) {
  HeadSpec classes = models::class_head("emotion", "emotion", {"neutral", "fear"});
  classes.offset = 1;
  HeadSpec gender;
  gender.output = "emotion";
  gender.attribute = "gender";
  gender.kind = HeadKind::binary;
  gender.labels = {"male", "female"};
  gender.offset = 0;
  const FaceFeatures features = features_of(with_nodes(
      {{"Gemm", {"features", "emotion_weight", "emotion_bias"}, "emotion"}}, {classes, gender}));
  ASSERT_EQ(features.layers().size(), 2U);
  EXPECT_THAT(features.layers()[0].weights, ElementsAre(0, 1, 0, 0, 0, 1));
  EXPECT_THAT(features.layers()[0].bias, ElementsAre(0, -0.5F));
  EXPECT_THAT(features.layers()[1].weights, ElementsAre(1, 0, 0));
  EXPECT_THAT(features.layers()[1].bias, ElementsAre(0.5F));
}

TEST_F(FaceFeaturesTest, SayWhatIsMissing) {
  EXPECT_THAT(
      models::message_of([&] { (void)features_of(models::tiny_base(), "age"); }, ErrorCode::usage),
      HasSubstr("attribute: expected one that tiny-base gives (test), found \"age\""));
  // A number is added behind the activation; and no layer at all.
  const std::string expected =
      "expected a fully connected layer with weights of 32 or 16 bits that leads to the output "
      "\"emotion\", found none";
  const models::Bytes added = with_nodes({{"MatMul", {"features", "emotion_weight"}, "logits"},
                                          {"Softmax", {"logits"}, "shares"},
                                          {"Add", {"shares", "emotion_bias"}, "emotion"}},
                                         {emotion()});
  EXPECT_THAT(models::message_of([&] { (void)features_of(added); }), HasSubstr(expected));
  const models::Bytes none = with_nodes({{"Relu", {"features"}, "emotion"}}, {emotion()});
  EXPECT_THAT(models::message_of([&] { (void)features_of(none); }), HasSubstr(expected));
  const FaceFeatures features = features_of(models::tiny_base());
  const std::vector<Image> faces = {Image()};
  EXPECT_THAT(models::message_of([&] { (void)features.read(faces); }, ErrorCode::usage),
              HasSubstr("expected pictures of 1x1 pixels or more"));
}

}  // namespace
}  // namespace mien
