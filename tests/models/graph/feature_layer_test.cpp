#include "models/graph/feature_layer.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "mien/nn/network.h"
#include "models/bytes_of.h"
#include "models/tiny_join.h"
#include "tiny_onnx.h"

namespace mien::models {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// What a network says of a picture whose channels are 0.25, 0.5 and 1.
std::vector<float> feature_of(const FeatureNetwork& features) {
  const Network network = Network::from_memory(features.onnx, "feature");
  std::vector<float> pixels;
  for (const float channel : {0.25F, 0.5F, 1.0F}) pixels.insert(pixels.end(), 16, channel);
  const std::vector<std::int64_t> shape = {1, 3, 4, 4};
  const std::vector<Tensor> outputs = network.run({shape, pixels});
  EXPECT_EQ(outputs.size(), 1U);
  return outputs.front().data;
}

TEST(FeatureLayer, IsTheIdentityHeadWhereThereIsOne) {
  const FeatureNetwork network = feature_network(tiny_base(), "tiny");
  EXPECT_EQ(network.layer, "features");
  EXPECT_TRUE(network.identity);
  EXPECT_THAT(feature_of(network), ElementsAre(0.25F, 0.5F, 1));
}

TEST(FeatureLayer, OfIdentityIsCutAsItsHeadSays) {
  ModelMetadata metadata = tiny_base_metadata();
  const auto identity = std::ranges::find(metadata.heads, HeadKind::identity, &HeadSpec::kind);
  ASSERT_NE(identity, metadata.heads.end());
  identity->crop = CropSpec{.margin = 0.125F, .shape = CropShape::square};
  const Bytes onnx = write_onnx(tiny_base_graph(), format_metadata(metadata));
  const auto crop_of = [&](const std::string& layer) {
    const FeatureNetwork network = feature_network(onnx, "tiny", layer);
    return Network::from_memory(network.onnx, "feature").metadata().crop;
  };
  EXPECT_EQ(crop_of(""), *identity->crop);
  EXPECT_EQ(crop_of("gender"), metadata.crop);
}

TEST(FeatureLayer, IsWhatTheLastFullyConnectedLayerTakes) {
  // The gender head of the base is a fully connected layer on the features.
  ModelMetadata metadata = tiny_base_metadata();
  metadata.heads = {metadata.heads[1]};
  const Bytes onnx = write_onnx(tiny_base_graph(), format_metadata(metadata));
  const FeatureNetwork network = feature_network(onnx, "tiny");
  EXPECT_EQ(network.layer, "features");
  EXPECT_FALSE(network.identity);
  EXPECT_THAT(feature_of(network), ElementsAre(0.25F, 0.5F, 1));
}

TEST(FeatureLayer, IsTheTensorThatIsNamed) {
  const FeatureNetwork network = feature_network(tiny_base(), "tiny", "gender");
  EXPECT_FALSE(network.identity);
  EXPECT_THAT(feature_of(network), ElementsAre(-0.25F));
}

TEST(FeatureLayer, SaysWhatIsMissing) {
  const Bytes means = tiny_onnx(4, format_metadata(tiny_metadata(4)));
  EXPECT_THAT(message_of([&] { (void)feature_network(means, "tiny"); }),
              HasSubstr("tiny: expected an identity head, or a fully connected layer that leads to "
                        "the output \"means\""));
  EXPECT_THAT(message_of([&] { (void)feature_network(means, "tiny", "absent"); }, ErrorCode::usage),
              HasSubstr("expected the name of a tensor that the network computes, found "
                        "\"absent\""));
}

}  // namespace
}  // namespace mien::models
