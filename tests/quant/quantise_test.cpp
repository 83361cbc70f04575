#include "quant/quantise.h"

#include <gmock/gmock.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <string>

#include "face/preprocess.h"
#include "hostile_onnx.h"
#include "mien/nn/network.h"
#include "models/bytes_of.h"
#include "models/graph/onnx_file.h"
#include "quant/tensor_values.h"
#include "quant/tiny_convolutions.h"

namespace mien::quant {
namespace {

using models::Bytes;
using models::message_of;
using testing::ElementsAre;
using testing::HasSubstr;

/// Without what changes weights, so that results can be computed by hand.
QuantiseOptions plain() {
  QuantiseOptions options;
  options.ranges = RangeRule::min_max;
  options.equalise = false;
  options.correct_bias = false;
  return options;
}

std::vector<float> answer(const Bytes& onnx, const Image& picture) {
  const Network network = Network::from_memory(onnx, "network");
  const InputSpec& input = network.metadata().input;
  std::vector<float> pixels(input_values(input));
  write_input(picture, input, pixels);
  return network.run({input_shape(network, 1), pixels}).front().data;
}

std::map<std::string, int> operations(const onnx::ModelProto& model) {
  std::map<std::string, int> counts;
  for (const onnx::NodeProto& node : model.graph().node()) ++counts[node.op_type()];
  return counts;
}

std::vector<int> numbers_of(const onnx::ModelProto& model, const std::string& name) {
  for (const onnx::TensorProto& tensor : model.graph().initializer()) {
    if (tensor.name() != name) continue;
    const std::string& raw = tensor.raw_data();
    if (tensor.data_type() == onnx::TensorProto::INT8) return {raw.begin(), raw.end()};
    std::vector<int> numbers(raw.size() / sizeof(std::int32_t));
    std::memcpy(numbers.data(), raw.data(), raw.size());
    return numbers;
  }
  ADD_FAILURE() << name << " is not there";
  return {};
}

TEST(Quantise, RoundsWeightsAndBiasesAsByHand) {
  const std::vector<Image> pictures = {coloured(4, 255, 51, 0)};
  const QuantisedModel quantised = quantise(two_layers_file(), "tiny", pictures, plain());
  EXPECT_EQ(quantised.layers, 1U);
  EXPECT_EQ(quantised.float_layers, 1U);
  const onnx::ModelProto model = models::parse_onnx(quantised.onnx, "made");
  // Scales of 1/127 and 0.254/127; of the input 3/255, since 3 is the largest value behind the
  // first layer: 0.4 * 127 * 85 = 4318 and 1 / 0.002 * 85 = 42500.
  EXPECT_THAT(numbers_of(model, "second/number"), ElementsAre(127, -64, 127, 50));
  EXPECT_THAT(numbers_of(model, "bias/number"), ElementsAre(4318, -42500));
}

TEST(Quantise, AnswersAsByHand) {
  const std::vector<Image> pictures = {coloured(4, 255, 51, 0)};
  const QuantisedModel quantised = quantise(two_layers_file(), "tiny", pictures, plain());
  // 3 - 64/127 + 0.4 is the top of its range; 0.762 + 0.1 - 1 is cut to 0.
  const float top = 3.4F - 64.0F / 127;
  const std::vector<float> seen = answer(quantised.onnx, pictures.front());
  EXPECT_NEAR(seen[0], top, 1e-4);
  EXPECT_EQ(seen[1], 0);
  // Green gives 3.92, which is cut to 3, the end of the range: 1.50588 - 3 * 64/127 + 0.4 is
  // 0.39407, which is 34.7 steps.
  const std::vector<float> other = answer(quantised.onnx, coloured(4, 128, 200, 0));
  EXPECT_NEAR(other[0], 35 * top / 255, 1e-4);
}

TEST(Quantise, WritesPairsThatEnginesFuse) {
  const std::vector<Image> pictures = noisy_pictures(16, 8);
  const QuantisedModel quantised = quantise(separable_file(16), "tiny", pictures);
  EXPECT_EQ(quantised.layers, 2U);
  EXPECT_EQ(quantised.float_layers, 1U);
  const std::map<std::string, int> counts = operations(models::parse_onnx(quantised.onnx, "made"));
  // Three tensors; besides them the weights and biases of two layers.
  EXPECT_EQ(counts.at("QuantizeLinear"), 3);
  EXPECT_EQ(counts.at("DequantizeLinear"), 3 + 4);
  EXPECT_EQ(counts.at("Conv"), 3);
  // Rounding to a range inside 0..6 cuts as the Clip does; the layer in floats keeps its own.
  EXPECT_EQ(counts.at("Clip"), 1);
}

class QuantiseRules : public testing::TestWithParam<RangeRule> {};

TEST_P(QuantiseRules, AnswersNearlyAsInFloats) {
  const std::vector<Image> pictures = noisy_pictures(16, 24);
  const Bytes floats = separable_file(16);
  QuantiseOptions options;
  options.ranges = GetParam();
  const QuantisedModel quantised = quantise(floats, "tiny", pictures, options);
  for (const Image& picture : pictures) {
    const std::vector<float> expected = answer(floats, picture);
    const std::vector<float> actual = answer(quantised.onnx, picture);
    // Answers are about 1; a step of 8 bits in each of three tensors is a few thousandths of it.
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 0.02);
  }
}

INSTANTIATE_TEST_SUITE_P(All, QuantiseRules,
                         testing::Values(RangeRule::min_max, RangeRule::percentile,
                                         RangeRule::mse));

double mean_error(const Bytes& floats, const Bytes& rounded, const std::vector<Image>& pictures) {
  double sum = 0;
  for (const Image& picture : pictures) {
    const std::vector<float> expected = answer(floats, picture);
    const std::vector<float> actual = answer(rounded, picture);
    for (std::size_t i = 0; i < expected.size(); ++i) sum += std::abs(actual[i] - expected[i]);
  }
  return sum / static_cast<double>(pictures.size());
}

TEST(Quantise, EqualisesChannelsOfDifferentRanges) {
  const std::vector<Image> pictures = noisy_pictures(16, 16);
  const Bytes floats = separable_file(16, 40);
  QuantiseOptions options = plain();
  const QuantisedModel as_is = quantise(floats, "tiny", pictures, options);
  options.equalise = true;
  const QuantisedModel equal = quantise(floats, "tiny", pictures, options);
  EXPECT_EQ(as_is.equalised, 0U);
  EXPECT_EQ(equal.equalised, 2U);
  EXPECT_LT(mean_error(floats, equal.onnx, pictures), mean_error(floats, as_is.onnx, pictures) / 3);
}

TEST(Quantise, AlsoRoundsTheFirstLayerIfAsked) {
  const std::vector<Image> pictures = noisy_pictures(16, 8);
  QuantiseOptions options;
  options.first_layer = true;
  const Bytes floats = separable_file(16);
  const QuantisedModel quantised = quantise(floats, "tiny", pictures, options);
  EXPECT_EQ(quantised.layers, 3U);
  EXPECT_EQ(quantised.float_layers, 0U);
  EXPECT_LT(mean_error(floats, quantised.onnx, pictures), 0.05);
}

TEST(Quantise, KeepsMetadataAndHalfWeightsOfFloatLayers) {
  const std::vector<Image> pictures = noisy_pictures(16, 4);
  const Bytes floats = separable_file(16, 1, true);
  const QuantisedModel quantised = quantise(floats, "tiny", pictures);
  const onnx::ModelProto model = models::parse_onnx(quantised.onnx, "made");
  EXPECT_EQ(format_metadata(models::metadata_of(model, "made")),
            format_metadata(models::metadata_of(models::parse_onnx(floats, "floats"), "floats")));
  const auto& weights = model.graph().initializer();
  const auto half = std::ranges::find_if(
      weights, [](const onnx::TensorProto& tensor) { return tensor.name() == "w4/half"; });
  ASSERT_NE(half, weights.end());
  EXPECT_EQ(half->data_type(), onnx::TensorProto::FLOAT16);
  EXPECT_LT(mean_error(floats, quantised.onnx, pictures), 0.05);
}

TEST(Quantise, GivesTheSameBytesAgain) {
  const std::vector<Image> pictures = noisy_pictures(16, 4);
  EXPECT_EQ(quantise(separable_file(16), "tiny", pictures).onnx,
            quantise(separable_file(16), "tiny", pictures).onnx);
}

std::string refusal(const Bytes& onnx, ErrorCode code = ErrorCode::model) {
  const std::vector<Image> pictures = noisy_pictures(16, 2);
  return message_of([&] { (void)quantise(onnx, "tiny", pictures); }, code);
}

onnx::ModelProto separable_model() { return models::parse_onnx(separable_file(16), "tiny"); }

TEST(Quantise, RefusesWhatHasNothingToQuantise) {
  const Bytes means = tiny_onnx(16, format_metadata(tiny_metadata(16)));
  EXPECT_THAT(refusal(means), HasSubstr("tiny: expected convolutions with weights of their own"));
}

TEST(Quantise, RefusesWhatIsInEightBits) {
  const std::vector<Image> pictures = noisy_pictures(16, 2);
  const QuantisedModel quantised = quantise(separable_file(16), "tiny", pictures);
  EXPECT_THAT(refusal(quantised.onnx), HasSubstr("found one that has QuantizeLinear"));
}

TEST(Quantise, RefusesAnOldOperatorSet) {
  onnx::ModelProto model = separable_model();
  model.mutable_opset_import(0)->set_version(12);
  EXPECT_THAT(refusal(models::serialise_onnx(model)),
              HasSubstr("expected operator set 13 of ONNX or later to quantize, found 12"));
}

TEST(Quantise, RefusesFilesThatAreNone) {
  EXPECT_THAT(refusal(Bytes(100)), HasSubstr("expected an .onnx file"));
  onnx::ModelProto model = separable_model();
  models::set_metadata(model, "");
  EXPECT_THAT(refusal(models::serialise_onnx(model)), HasSubstr("with mien's metadata"));
}

TEST(Quantise, RefusesToWorkWithoutPictures) {
  EXPECT_THAT(message_of([] { (void)quantise(separable_file(16), "tiny", {}); }, ErrorCode::usage),
              HasSubstr("expected pictures to quantize by"));
}

TEST(Quantise, RefusesWeightsThatDoNotFitTheirShape) {
  onnx::ModelProto model = separable_model();
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (tensor.name() == "w3") tensor.set_raw_data(std::string(10, 'x'));
  }
  EXPECT_THAT(refusal(models::serialise_onnx(model)), HasSubstr("\"w3\": expected 512 bytes"));
}

TEST(Quantise, RefusesWeightsThatAreNoNumbers) {
  onnx::ModelProto model = separable_model();
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    if (tensor.name() != "w3") continue;
    std::vector<float> values = floats_of(tensor);
    values[5] = std::numeric_limits<float>::quiet_NaN();
    tensor.set_raw_data(values.data(), values.size() * sizeof(float));
  }
  EXPECT_THAT(refusal(models::serialise_onnx(model)), HasSubstr("\"w3\": expected finite weights"));
}

TEST(Quantise, RefusesNamesThatAreNoText) {
  std::string bytes = separable_model().SerializeAsString();
  // The name of the tensor between the first layers, wherever it stands.
  for (std::size_t at = bytes.find("a1"); at != std::string::npos; at = bytes.find("a1", at)) {
    bytes[at] = '\xff';
  }
  EXPECT_THAT(refusal(models::bytes_of(bytes)), HasSubstr("names of values in UTF-8"));
}

TEST(Quantise, SurvivesFilesWithAByteChanged) {
  const Bytes good = two_layers_file();
  const std::vector<Image> pictures = noisy_pictures(4, 1);
  // Each of them is either refused with an Error or still a network.
  for (std::size_t at = 0; at < good.size(); at += 37) {
    Bytes changed = good;
    changed[at] ^= std::byte{0x15};
    try {
      EXPECT_GE(quantise(changed, "tiny", pictures).layers, 1U);
    } catch (const Error&) {
      SUCCEED();
    }
  }
}

TEST(Quantise, StopsWhenAsked) {
  const std::vector<Image> pictures = noisy_pictures(16, 2);
  QuantiseOptions options;
  options.stop = [] { return true; };
  EXPECT_THAT(message_of([&] { (void)quantise(separable_file(16), "tiny", pictures, options); },
                         ErrorCode::cancelled),
              HasSubstr("interrupted"));
}

}  // namespace
}  // namespace mien::quant
