// Compares the converted models with outputs that the programs in tests/models/reference computed
// from the published weights by other means. Tolerance: 1e-4 absolute and relative.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "mien/nn/network.h"
#include "resources.h"

namespace mien {
namespace {

struct Reference {
  std::string model;
  std::vector<std::int64_t> shape;   // of the input, batch, channel, row, column
  std::vector<std::string> outputs;  // in the order of the heads
};

// The synthetic picture of make_references.py, as the metadata want it.
Tensor synthetic_input(const ModelMetadata& metadata, const std::vector<std::int64_t>& shape) {
  Tensor input{shape, {}};
  for (std::int64_t n = 0; n < shape[0]; ++n) {
    for (std::int64_t c = 0; c < shape[1]; ++c) {
      const auto channel = static_cast<std::size_t>(c);
      for (std::int64_t y = 0; y < shape[2]; ++y) {
        for (std::int64_t x = 0; x < shape[3]; ++x) {
          const auto value =
              static_cast<float>((7 * x + 13 * y + 29 * c + 101 * n + (x * y) % 31) % 256);
          input.data.push_back((value - metadata.input.mean[channel]) *
                               metadata.input.scale[channel]);
        }
      }
    }
  }
  return input;
}

std::vector<float> read_floats(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_bytes(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

class ReferenceTest : public testing::TestWithParam<Reference> {};

TEST_P(ReferenceTest, ConvertedModelGivesTheReferenceOutputs) {
  const Reference& reference = GetParam();
  const std::filesystem::path file = test_models() / (reference.model + ".onnx");
  MIEN_REQUIRE_FILE(file);
  const Network network = Network::from_file(file);
  const Tensor input = synthetic_input(network.metadata(), reference.shape);
  const std::vector<Tensor> outputs = network.run({input.shape, input.data});
  ASSERT_EQ(outputs.size(), reference.outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const std::string name = reference.model + "." + reference.outputs[i] + ".f32";
    const std::vector<float> expected = read_floats(test_data("references/" + name));
    ASSERT_EQ(outputs[i].data.size(), expected.size()) << name;
    for (std::size_t j = 0; j < expected.size(); ++j) {
      ASSERT_NEAR(outputs[i].data[j], expected[j], 1e-4F * (1 + std::abs(expected[j])))
          << name << " at " << j;
    }
  }
}

TEST_P(ReferenceTest, RowsOfABatchDoNotDependOnEachOther) {
  const Reference& reference = GetParam();
  const std::filesystem::path file = test_models() / (reference.model + ".onnx");
  MIEN_REQUIRE_FILE(file);
  const Network network = Network::from_file(file);
  std::vector<std::int64_t> shape = reference.shape;
  shape[0] = 3;
  const Tensor batch = synthetic_input(network.metadata(), shape);
  const std::vector<Tensor> together = network.run({batch.shape, batch.data});
  const std::size_t step = batch.data.size() / 3;
  shape[0] = 1;
  const std::vector<Tensor> alone =
      network.run({shape, std::span(batch.data).subspan(2 * step, step)});
  for (std::size_t i = 0; i < alone.size(); ++i) {
    const std::size_t count = alone[i].data.size();
    ASSERT_EQ(together[i].data.size(), 3 * count);
    for (std::size_t j = 0; j < count; ++j) {
      ASSERT_NEAR(together[i].data[2 * count + j], alone[i].data[j], 1e-4F) << i << " at " << j;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Models, ReferenceTest,
    testing::Values(Reference{"faceres-deep", {1, 3, 224, 224}, {"age", "gender", "identity"}},
                    Reference{"emotion-xception", {1, 1, 64, 64}, {"emotion"}},
                    Reference{"mtcnn-pnet", {1, 3, 25, 38}, {"probability", "offsets"}},
                    Reference{"mtcnn-rnet", {2, 3, 24, 24}, {"probability", "offsets"}},
                    Reference{
                        "mtcnn-onet", {2, 3, 48, 48}, {"probability", "offsets", "landmarks"}},
                    Reference{"mobilefacenet-192-identity", {1, 3, 112, 112}, {"identity"}},
                    Reference{"facemesh", {1, 3, 192, 192}, {"points", "face"}},
                    Reference{"iris", {1, 3, 64, 64}, {"points"}}),
    [](const auto& info) {
      std::string name = info.param.model;
      for (char& c : name) c = c == '-' ? '_' : c;
      return name;
    });

}  // namespace
}  // namespace mien
