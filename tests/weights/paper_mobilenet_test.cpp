#include "weights/paper_mobilenet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "networks/export_onnx.h"
#include "networks/heads.h"
#include "networks/networks.h"
#include "nn/onnx_weights.h"
#include "resources.h"
#include "weights/expect_error.h"
#include "weights/match_weights.h"
#include "weights/random_tensors.h"

namespace mien::train {
namespace {

constexpr double epsilon = 1e-3;

/// The names of the published file's tensors for a layer.
std::string source_name(const std::string& layer) {
  if (layer.starts_with("conv_dw")) return layer + "/depthwise/weights";
  return layer + "_bn/batchnorm_1/mul_1/weights";
}

/// Noise whose channels differ, in the range of the network's input.
std::vector<Tensor> pictures() {
  return {random_tensor({5, 3, 64, 64}, 10, 110, 1), random_tensor({2, 3, 96, 64}, -40, 60, 2)};
}

class PaperMobileNetTest : public testing::TestWithParam<KernelScale> {
 protected:
  std::filesystem::path file_ = test_models() / "faceres-deep.onnx";
};

TEST_P(PaperMobileNetTest, FoldsBackToThePublishedWeights) {
  MIEN_REQUIRE_FILE(file_);
  const std::vector<std::byte> bytes = read_bytes(file_);
  const NetworkWeights weights(bytes, "faceres-deep");
  const NamedTensors tensors =
      import_paper_mobilenet(bytes, "faceres-deep", batches_of(pictures()), {.scale = GetParam()});
  std::vector<std::string> layers = {"conv1"};
  for (int block = 1; block <= 13; ++block) {
    layers.push_back("conv_dw_" + std::to_string(block));
    layers.push_back("conv_pw_" + std::to_string(block));
  }
  // Kernel and four tensors of batch normalisation a layer, and three heads.
  EXPECT_EQ(tensors.size(), layers.size() * 5 + 6);
  for (const std::string& layer : layers) {
    const NamedTensor& kernel = tensors.at(layer + ".weight");
    const Tensor& original = weights.get(source_name(layer), kernel.shape);
    const auto channels = static_cast<std::size_t>(kernel.shape[0]);
    const Tensor& bias = weights.get(source_name(layer) + "/bias", {kernel.shape[0]});
    const std::size_t fan_in = original.data.size() / channels;
    for (std::size_t i = 0; i < channels; ++i) {
      const double deviation = std::sqrt(tensors.at(layer + "_bn.running_var").values[i] + epsilon);
      const double factor = tensors.at(layer + "_bn.weight").values[i] / deviation;
      const double shift = tensors.at(layer + "_bn.running_mean").values[i] * factor;
      ASSERT_TRUE(std::isfinite(factor) && std::isfinite(shift)) << layer << " " << i;
      for (std::size_t j = i * fan_in; j < (i + 1) * fan_in; ++j) {
        ASSERT_NEAR(kernel.values[j] * factor, original.data[j],
                    1e-5 * std::abs(original.data[j]) + 1e-30)
            << layer << " " << j;
      }
      ASSERT_NEAR(tensors.at(layer + "_bn.bias").values[i] - shift, bias.data[i],
                  1e-5 * (std::abs(bias.data[i]) + 0.1 * std::abs(shift)))
          << layer << " " << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scales, PaperMobileNetTest,
                         testing::Values(KernelScale::fan_in, KernelScale::unit_variance));

TEST_F(PaperMobileNetTest, MeasuresTheFirstConvolutionAsAnIndependentOneDoes) {
  MIEN_REQUIRE_FILE(file_);
  const std::vector<std::byte> bytes = read_bytes(file_);
  const NetworkWeights weights(bytes, "faceres-deep");
  const Tensor& kernel = weights.get(source_name("conv1"), {32, 3, 3, 3});
  const NamedTensors tensors = import_paper_mobilenet(bytes, "faceres-deep", batches_of(pictures()),
                                                      {.scale = KernelScale::folded});
  EXPECT_EQ(tensors.at("conv1.weight").values, kernel.data);
  for (std::size_t out = 0; out < 32; ++out) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (const Tensor& batch : pictures()) {
      const auto height = static_cast<std::size_t>(batch.shape[2]);
      const auto width = static_cast<std::size_t>(batch.shape[3]);
      const auto planes = static_cast<std::size_t>(batch.shape[0]) * 3;
      for (std::size_t first = 0; first < planes; first += 3) {
        // Stride 2; TensorFlow's "same" pads one row and one column, at the end.
        for (std::size_t y = 0; y < height; y += 2) {
          for (std::size_t x = 0; x < width; x += 2) {
            double value = 0;
            for (std::size_t tap = 0; tap < 27; ++tap) {
              const std::size_t row = y + tap % 9 / 3;
              const std::size_t column = x + tap % 3;
              if (row >= height || column >= width) continue;
              value += static_cast<double>(kernel.data[out * 27 + tap]) *
                       batch.data[((first + tap / 9) * height + row) * width + column];
            }
            sum += value;
            squares += value * value;
            count += 1;
          }
        }
      }
    }
    const double mean = sum / count;
    const double variance = squares / count - mean * mean;
    // The file's kernels of 8 channels are about 1e-11: only rounding is left of their output, to
    // which the network adds a bias of about 1.
    const double deviation = std::sqrt(variance);
    EXPECT_NEAR(tensors.at("conv1_bn.running_mean").values[out], mean,
                1e-5 * (std::abs(mean) + deviation) + 1e-6);
    EXPECT_NEAR(std::sqrt(tensors.at("conv1_bn.running_var").values[out]), deviation,
                1e-4 * deviation + 1e-6);
  }
}

TEST_P(PaperMobileNetTest, ComputesWhatThePublishedNetworkDoes) {
  MIEN_REQUIRE_FILE(file_);
  const std::vector<std::byte> bytes = read_bytes(file_);
  const NamedTensors tensors =
      import_paper_mobilenet(bytes, "faceres-deep", batches_of(pictures()), {.scale = GetParam()});
  const std::vector<HiddenLayout> hidden = {{.name = "feats", .size = 256}};
  const std::vector<HeadLayout> heads = {{"age", 100, "feats"}, {"gender", 1, "feats"}};
  const NetworkGraph graph = attach_heads(make_network("mobilenet-v1"), hidden, heads);
  EXPECT_EQ(match_weights(parameters_of(graph), tensors, {}, "paper").tensors, tensors);

  const Network published = Network::from_memory(bytes, "published");
  ModelMetadata metadata = published.metadata();
  for (HeadSpec& head : metadata.heads) {
    if (head.kind == HeadKind::age) head.activation = Activation::softmax;
    if (head.kind == HeadKind::binary) head.activation = Activation::sigmoid;
  }
  const Network imported = Network::from_memory(export_onnx(graph, tensors, metadata), "imported");
  const Tensor input = random_tensor({2, 3, 224, 224}, 5, 120, 3);
  const std::vector<Tensor> expected = published.run({input.shape, input.data});
  const std::vector<Tensor> actual = imported.run({input.shape, input.data});
  ASSERT_EQ(actual.size(), 3U);
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(actual[i].shape, expected[i].shape);
    std::vector<float> values = actual[i].data;
    if (metadata.heads[i].kind == HeadKind::binary) {
      for (float& value : values) value = 1 / (1 + std::exp(-value));
    }
    if (metadata.heads[i].kind == HeadKind::age) {
      for (std::size_t row = 0; row < values.size(); row += 100) {
        double sum = 0;
        for (std::size_t j = row; j < row + 100; ++j) sum += std::exp(values[j]);
        for (std::size_t j = row; j < row + 100; ++j) {
          values[j] = static_cast<float>(std::exp(values[j]) / sum);
        }
      }
    }
    for (std::size_t j = 0; j < values.size(); ++j) {
      ASSERT_NEAR(values[j], expected[i].data[j], 1e-4) << metadata.heads[i].output << " " << j;
    }
  }
}

TEST_F(PaperMobileNetTest, TurnsTheHeads) {
  MIEN_REQUIRE_FILE(file_);
  const std::vector<std::byte> bytes = read_bytes(file_);
  const NetworkWeights weights(bytes, "faceres-deep");
  const NamedTensors tensors =
      import_paper_mobilenet(bytes, "faceres-deep", batches_of({pictures()[1]}));
  const NamedTensor& feats = tensors.at("heads.feats.weight");
  EXPECT_EQ(feats.shape, (std::vector<std::int64_t>{256, 1024}));
  const Tensor& source = weights.get("feats/Relu/weights", {1024, 256});
  EXPECT_EQ(feats.values[1], source.data[256]);
  EXPECT_EQ(feats.values[1024], source.data[1]);
  EXPECT_EQ(feats.values[17 * 1024 + 300], source.data[300 * 256 + 17]);
  EXPECT_EQ(tensors.at("heads.age.weight").shape, (std::vector<std::int64_t>{100, 256}));
  EXPECT_EQ(tensors.at("heads.gender.weight").values,
            weights.get("gender_pred/BiasAdd/weights", {256, 1}).data);
  EXPECT_EQ(tensors.at("heads.age.bias").values, weights.get("age_pred/BiasAdd/bias", {100}).data);
}

TEST_F(PaperMobileNetTest, RefusesAnotherNetworkAndNoPictures) {
  MIEN_REQUIRE_FILE(file_);
  const std::vector<std::byte> bytes = read_bytes(file_);
  expect_model_error([&] { (void)import_paper_mobilenet(bytes, "paper", batches_of({})); },
                     {"paper", "pictures"});
  const auto other = test_models() / "emotion-xception.onnx";
  MIEN_REQUIRE_FILE(other);
  expect_model_error(
      [&] { (void)import_paper_mobilenet(read_bytes(other), "other", batches_of(pictures())); },
      {"other", "MobileNet", "conv1"});
}

}  // namespace
}  // namespace mien::train
