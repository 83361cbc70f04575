#include "published/import_onnx.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mien/nn/network.h"
#include "published/tiny_published_onnx.h"
#include "weights/expect_error.h"
#include "weights/pytorch_bytes.h"

namespace mien::train {
namespace {

models::Bytes imported(const onnx::ModelProto& model, const std::string& name) {
  static const PublishedModels models = PublishedModels::standard();
  const std::vector<std::byte> bytes = as_bytes(model.SerializeAsString());
  EXPECT_TRUE(is_onnx(bytes));
  return import_onnx(bytes, models.at(name), "some.onnx");
}

/// What the network answers to a picture of one colour.
Tensor answer(const models::Bytes& onnx, float red, float green) {
  const Network network = Network::from_memory(onnx, "some.onnx", {});
  const auto side = static_cast<std::size_t>(network.metadata().input.width);
  std::vector<float> picture(side * side, red);
  picture.resize(2 * side * side, green);
  picture.resize(3 * side * side, 0);
  const auto length = static_cast<std::int64_t>(side);
  const std::vector<std::int64_t> shape = {1, 3, length, length};
  return network.run({shape, picture}).at(0);
}

TEST(ImportOnnxTest, AddsTheMetadata) {
  const models::Bytes onnx = imported(tiny_published(), "enet_b0_8_best_vgaf.onnx");
  const Network network = Network::from_memory(onnx, "some.onnx", {});
  const ModelMetadata& metadata = network.metadata();
  EXPECT_EQ(metadata.id, "enet-b0-8-best-vgaf");
  ASSERT_EQ(metadata.heads.size(), 1U);
  EXPECT_EQ(metadata.heads[0].output, "output");
  EXPECT_EQ(metadata.heads[0].activation, Activation::softmax);
  EXPECT_EQ(metadata.heads[0].labels.front(), "anger");
  EXPECT_EQ(answer(onnx, 1, 2).data, (std::vector<float>{1, 3, 5, 7, 9, 11, 13, 15}));
}

TEST(ImportOnnxTest, TakesProbabilitiesAsTheyAre) {
  const models::Bytes onnx = imported(tiny_published({.last = "Softmax"}), "enet_b0_8_best_vgaf");
  const Network network = Network::from_memory(onnx, "some.onnx", {});
  EXPECT_EQ(network.metadata().heads[0].activation, Activation::none);
}

TEST(ImportOnnxTest, KeepsValenceAndArousalBesideTheClasses) {
  const models::Bytes onnx = imported(tiny_published({.outputs = 10}), "enet_b0_8_va_mtl.onnx");
  EXPECT_EQ(answer(onnx, 1, 2).data, (std::vector<float>{1, 3, 5, 7, 9, 11, 13, 15, 17, 19}));
  const Network network = Network::from_memory(onnx, "some.onnx", {});
  const std::vector<HeadSpec>& heads = network.metadata().heads;
  ASSERT_EQ(heads.size(), 2U);
  EXPECT_EQ(heads[0].offset, 0);
  EXPECT_EQ(heads[0].labels.size(), 8U);
  EXPECT_EQ(heads[1].kind, HeadKind::affect);
  EXPECT_EQ(heads[1].offset, 8);
  EXPECT_EQ(heads[1].output, heads[0].output);
}

TEST(ImportOnnxTest, TakesPicturesOfTheNetworksSize) {
  const models::Bytes onnx =
      imported(tiny_published({.side = 260, .outputs = 7}), "enet_b2_7.onnx");
  EXPECT_EQ(answer(onnx, 1, 0).data, std::vector<float>(7, 1));
}

TEST(ImportOnnxTest, RefusesOtherNetworks) {
  const auto expect_refused = [](const TinyPublished& options, const std::string& name,
                                 const std::vector<std::string>& parts) {
    expect_model_error([&] { (void)imported(tiny_published(options), name); }, parts);
  };
  expect_refused({.outputs = 7}, "enet_b0_8_best_vgaf",
                 {"some.onnx", "\"output\"", "[-1, 8]", "[-1, 7]"});
  expect_refused({.outputs = 8}, "enet_b0_8_va_mtl", {"[-1, 10]", "[-1, 8]"});
  expect_refused({.side = 112}, "enet_b0_8_best_vgaf", {"[-1, 3, 224, 224]", "[-1, 3, 112, 112]"});
  expect_refused({.channels = 1}, "enet_b0_8_best_vgaf", {"[-1, 1, 224, 224]"});
  expect_refused({.free_batch = false}, "enet_b0_8_best_vgaf", {"[1, 3, 224, 224]"});
  expect_refused({.second_input = true}, "enet_b0_8_best_vgaf", {"one input", "found 2"});
  expect_refused({.outputs = 10, .last = "Softmax"}, "enet_b0_8_va_mtl", {"before a softmax"});
  expect_refused({}, "age_gender_tf2_224_deep", {"go into a network"});
  onnx::ModelProto no_weights = tiny_published();
  no_weights.mutable_graph()->clear_initializer();
  expect_model_error([&] { (void)imported(no_weights, "enet_b0_8_best_vgaf"); },
                     {"not a valid ONNX model"});
}

}  // namespace
}  // namespace mien::train
