#include "quant/quantised_metadata.h"

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include <nlohmann/json.hpp>

#include "mien/nn/network.h"
#include "models/graph/onnx_file.h"
#include "quant/tiny_convolutions.h"

namespace mien::quant {
namespace {

models::Bytes recorded(const QuantisedModel& quantised) {
  QuantisationRecord record;
  record.of_sha256 = std::string(64, 'a');
  record.pictures = 4;
  MeasuredLosses measured{"faces.tar", "valid", {}};
  measured.losses.push_back(
      {"emotion", "accuracy", eval::Unit::share, 200, 0.875, 0.87, 0.005, 0.003});
  measured.losses.push_back(
      {"affect", "valence CCC", eval::Unit::number, 100, 0.66, 0.655, 0.005, 0.01});
  record.measured = {measured};
  return with_record(quantised, record, "made");
}

TEST(QuantisedMetadata, SayWhatTheNetworkIs) {
  const std::vector<Image> pictures = noisy_pictures(16, 4);
  const QuantisedModel quantised = quantise(separable_file(16), "tiny", pictures);
  const Network network = Network::from_memory(recorded(quantised), "made");
  const ModelMetadata& metadata = network.metadata();
  EXPECT_EQ(metadata.id, "tiny-int8");
  EXPECT_EQ(metadata.heads.front().labels.size(), 3U);
  ASSERT_EQ(metadata.scores.size(), 2U);
  EXPECT_EQ(metadata.scores[0].metric, "emotion accuracy (%), in 8 bits");
  EXPECT_EQ(metadata.scores[0].data, "faces.tar, valid");
  EXPECT_NEAR(metadata.scores[0].value, 87, 1e-9);
  EXPECT_EQ(metadata.scores[1].metric, "valence CCC, in 8 bits");
}

TEST(QuantisedMetadata, RecordHowItWasMade) {
  const std::vector<Image> pictures = noisy_pictures(16, 4);
  const QuantisedModel quantised = quantise(separable_file(16), "tiny", pictures);
  const onnx::ModelProto model = models::parse_onnx(recorded(quantised), "made");
  nlohmann::json record;
  for (const auto& property : model.metadata_props()) {
    if (property.key() == QuantisationRecord::key) record = nlohmann::json::parse(property.value());
  }
  EXPECT_EQ(record["of"], "tiny");
  EXPECT_EQ(record["of_sha256"], std::string(64, 'a'));
  EXPECT_EQ(record["ranges"], "mse");
  EXPECT_EQ(record["int8_convolutions"], 2);
  EXPECT_EQ(record["float_convolutions"], 1);
  EXPECT_EQ(record["pictures"], 4);
  EXPECT_EQ(record["scores"][0]["float"], 0.875);
  EXPECT_EQ(record["scores"][0]["int8"], 0.87);
}

}  // namespace
}  // namespace mien::quant
