#include "weights/load_weights.h"

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <fstream>
#include <string>
#include <vector>

#include "resources.h"
#include "temporary_folder.h"
#include "weights/expect_error.h"
#include "weights/pytorch_bytes.h"

namespace mien::train {
namespace {

std::filesystem::path write(const TemporaryFolder& folder, const std::string& name,
                            const std::string& content) {
  auto path = folder.path() / name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string one_weight_onnx(onnx::TensorProto::DataType type) {
  onnx::ModelProto model;
  model.set_ir_version(7);
  onnx::TensorProto& tensor = *model.mutable_graph()->add_initializer();
  tensor.set_name("fc.bias");
  tensor.set_data_type(type);
  tensor.add_dims(2);
  tensor.add_float_data(1);
  tensor.add_float_data(2);
  return model.SerializeAsString();
}

TEST(LoadWeightsTest, GoesByTheContentNotTheName) {
  const TemporaryFolder folder;
  // All three under names that say something else.
  const auto pytorch = folder.path() / "a.onnx";
  std::filesystem::copy_file(test_data("pytorch/state_dict.pt"), pytorch);
  EXPECT_EQ(read_weights(pytorch).size(), 7U);
  const auto old = folder.path() / "a.json";
  std::filesystem::copy_file(test_data("pytorch/old_format.pt"), old);
  EXPECT_EQ(read_weights(old).size(), 7U);

  const NamedTensors expected = {{"fc.bias", {{2}, {1, 2}}}};
  const auto onnx = write(folder, "b.pt", one_weight_onnx(onnx::TensorProto::FLOAT));
  EXPECT_EQ(read_weights(onnx), expected);

  (void)write(folder, "w.bin", std::string("\0\0\x80\x3F\0\0\0\x40", 8));
  const auto keras = write(folder, "c.pth",
                           R"( [{"paths": ["w.bin"],
                               "weights": [{"name": "fc/bias", "shape": [2], "dtype": "float32"}]}])");
  EXPECT_EQ(read_weights(keras), expected);
}

// densenet121-a639ec97.pth and its like have names that torchvision itself changes when it reads
// them.
TEST(LoadWeightsTest, GivesTorchvisionsFirstDenseNetsTheirNewNames) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> names = {
      {"features.denseblock1.denselayer12.norm.1.weight",
       "features.denseblock1.denselayer12.norm1.weight"},
      {"features.denseblock1.denselayer2.conv.2.weight",
       "features.denseblock1.denselayer2.conv2.weight"},
      {"features.denseblock1.denselayer2.norm1.bias",
       "features.denseblock1.denselayer2.norm1.bias"},
      {"features.transition1.norm.weight", "features.transition1.norm.weight"},
      {"denselayerx.norm.1.weight", "denselayerx.norm.1.weight"},
      {"denselayer1.norm.3.weight", "denselayer1.norm.3.weight"},
      {"denselayer1.norm.1", "denselayer1.norm.1"},
      {"layer.norm.1.weight", "layer.norm.1.weight"}};
  std::vector<std::pair<std::string, std::string>> state;
  for (const auto& [old, now] : names) state.emplace_back(old, tensor(storage(1), 0, {1}, {1}));
  const std::vector<std::byte> file = pytorch_file(pickle(dict(state)), std::string(4, '\0'));
  const auto path =
      write(folder, "d.pth", {reinterpret_cast<const char*>(file.data()), file.size()});
  const NamedTensors read = read_weights(path);
  EXPECT_EQ(read.size(), names.size());
  for (const auto& [old, now] : names) EXPECT_TRUE(read.contains(now)) << now;
}

TEST(LoadWeightsTest, ReadsATensorThatWasSavedAlone) {
  const TemporaryFolder folder;
  const std::vector<std::byte> file = pytorch_file(pickle(tensor(storage(2), 0, {2, 1}, {1, 1})),
                                                   std::string("\0\0\x80\x3F\0\0\0\x40", 8));
  const auto path =
      write(folder, "emb.pkl", {reinterpret_cast<const char*>(file.data()), file.size()});
  const NamedTensors expected = {{"tensor", {{2, 1}, {1, 2}}}};
  EXPECT_EQ(read_weights(path), expected);
}

TEST(LoadWeightsTest, ReadsAConvertedModel) {
  const auto file = test_models() / "faceres-deep.onnx";
  MIEN_REQUIRE_FILE(file);
  EXPECT_EQ(read_weights(file).at("feats/Relu/weights").shape,
            (std::vector<std::int64_t>{1024, 256}));
}

TEST(LoadWeightsTest, SaysWhatItFoundInstead) {
  const TemporaryFolder folder;
  const auto expect_refused = [&](const std::string& content,
                                  const std::vector<std::string>& parts) {
    const auto path = write(folder, "weights.pt", content);
    expect_model_error([&] { (void)read_weights(path); }, parts);
  };
  expect_refused("", {"weights.pt", "an empty file"});
  expect_refused("\x89HDF\r\n\x1A\n", {"weights.pt", "HDF5"});
  expect_refused("GIF89a", {"weights.pt", "PyTorch", "TensorFlow.js", "ONNX"});
  expect_refused("\x08\xFF\xFF", {"weights.pt", ".onnx"});
  expect_refused(one_weight_onnx(onnx::TensorProto::INT64), {"weights.pt", "32-bit floats"});
  expect_refused("{}", {"weights.pt", "weightsManifest"});
  const std::string weights =
      R"("weights": [{"name": "a/bias", "shape": [2], "dtype": "float32"}]}])";
  expect_refused(R"([{"paths": ["absent.bin"], )" + weights, {"absent.bin"});
  expect_refused(R"([{"paths": ["../w.bin"], )" + weights, {"../w.bin", "below"});
  expect_model_error([&] { (void)read_weights(folder.path() / "absent.pt"); }, {"absent.pt"});
  expect_model_error([&] { (void)read_weights(folder.path()); }, {"a directory"});
}

}  // namespace
}  // namespace mien::train
