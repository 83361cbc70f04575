#include "weights/hdf5/keras_layout.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "weights/expect_error.h"
#include "weights/random_tensors.h"

namespace mien::train {
namespace {

using Shape = std::vector<std::int64_t>;

models::Constant constant(const Shape& shape, std::uint32_t seed) {
  return {shape, random_values(value_count(shape), 0, 1, seed)};
}

TEST(KerasLayoutTest, TurnsConvolutions) {
  const models::Constant keras = constant({3, 2, 4, 5}, 1);
  const auto& source = keras.floats("k");
  const NamedTensors tensors = from_keras({{"conv1/kernel", keras}}, "m");
  const NamedTensor& kernel = tensors.at("conv1.weight");
  ASSERT_EQ(kernel.shape, (Shape{5, 4, 3, 2}));
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 2; ++column) {
      for (std::size_t in = 0; in < 4; ++in) {
        for (std::size_t out = 0; out < 5; ++out) {
          EXPECT_EQ(kernel.values[((out * 4 + in) * 3 + row) * 2 + column],
                    source[((row * 2 + column) * 4 + in) * 5 + out]);
        }
      }
    }
  }
}

TEST(KerasLayoutTest, TurnsDepthwiseConvolutions) {
  // Keras numbers the outputs input by input: output in * times + t.
  const models::Constant keras = constant({3, 3, 4, 2}, 1);
  const auto& source = keras.floats("k");
  const NamedTensors tensors = from_keras({{"conv_dw_1/depthwise_kernel", keras}}, "m");
  const NamedTensor& kernel = tensors.at("conv_dw_1.weight");
  ASSERT_EQ(kernel.shape, (Shape{8, 1, 3, 3}));
  for (std::size_t tap = 0; tap < 9; ++tap) {
    for (std::size_t out = 0; out < 8; ++out) {
      EXPECT_EQ(kernel.values[out * 9 + tap], source[tap * 8 + out]);
    }
  }
}

TEST(KerasLayoutTest, TurnsDenseLayersAndNamesBatchNorm) {
  const NamedTensors tensors =
      from_keras({{"top/dense/kernel", {{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6}}},
                  {"top/dense/bias:0", constant({3}, 1)},
                  {"conv1_bn/gamma", constant({3}, 2)},
                  {"conv1_bn/beta", constant({3}, 3)},
                  {"conv1_bn/moving_mean", constant({3}, 4)},
                  {"conv1_bn/moving_variance", constant({3}, 5)}},
                 "m");
  EXPECT_EQ(tensors.size(), 6U);
  EXPECT_EQ(tensors.at("top.dense.weight"), (NamedTensor{{3, 2}, {1, 4, 2, 5, 3, 6}}));
  EXPECT_EQ(tensors.at("top.dense.bias").values, random_values(3, 0, 1, 1));
  EXPECT_EQ(tensors.at("conv1_bn.weight").values, random_values(3, 0, 1, 2));
  EXPECT_EQ(tensors.at("conv1_bn.bias").values, random_values(3, 0, 1, 3));
  EXPECT_EQ(tensors.at("conv1_bn.running_mean").values, random_values(3, 0, 1, 4));
  EXPECT_EQ(tensors.at("conv1_bn.running_var").values, random_values(3, 0, 1, 5));
}

TEST(KerasLayoutTest, RefusesOtherVariables) {
  const auto expect_refused = [](const std::string& name, const models::Constant& value,
                                 const std::vector<std::string>& parts) {
    expect_model_error([&] { (void)from_keras({{name, value}}, "m.json"); }, parts);
  };
  expect_refused("lstm/recurrent_kernel", constant({2, 2}, 1), {"m.json", "lstm/recurrent_kernel"});
  expect_refused("conv/kernel", constant({2, 2, 2}, 1), {"conv/kernel", "[2, 2, 2]"});
  expect_refused("conv/depthwise_kernel", constant({2, 2}, 1), {"4 axes", "[2, 2]"});
  expect_refused("bn/gamma", constant({2, 2}, 1), {"bn/gamma", "1 axis"});
  expect_refused("bn/gamma", {{1}, std::vector<std::int64_t>{1}}, {"bn/gamma", "integers"});
  expect_refused("kernel", constant({2, 2}, 1), {"no layer"});
  expect_model_error(
      [] {
        (void)from_keras({{"a/bias", constant({1}, 1)}, {"a/beta", constant({1}, 1)}}, "m.json");
      },
      {"\"a.bias\" again"});
}

TEST(KerasLayoutTest, ReadsAModelOrItsManifest) {
  const std::string manifest =
      R"([{"paths": ["w.bin"], "weights": [{"name": "fc/bias", "shape": [2], "dtype": "float32"}]}])";
  const FileLoader load = [](const std::string& file) {
    EXPECT_EQ(file, "w.bin");
    const std::vector<float> values = {1.5F, -2};
    models::Bytes bytes(8);
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
  };
  const NamedTensors expected = {{"fc.bias", {{2}, {1.5F, -2}}}};
  EXPECT_EQ(read_keras_model(manifest, load, "m"), expected);
  const auto model = [&](const std::string& format) {
    return R"({"format": ")" + format + R"(", "modelTopology": {}, "weightsManifest": )" +
           manifest + "}";
  };
  EXPECT_EQ(read_keras_model(model("layers-model"), load, "m"), expected);
  expect_model_error([&] { (void)read_keras_model(model("graph-model"), load, "m"); },
                     {"m", "layers-model", "graph-model"});
  expect_model_error([&] { (void)read_keras_model("{}", load, "m"); }, {"weightsManifest"});
  expect_model_error([&] { (void)read_keras_model("[", load, "m"); }, {"m"});
}

}  // namespace
}  // namespace mien::train
