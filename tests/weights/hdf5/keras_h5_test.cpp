// Files as tests/data/published/make_keras.py writes them with h5py.
#include "weights/hdf5/keras_h5.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "networks/synthetic_tensors.h"
#include "resources.h"
#include "weights/expect_error.h"
#include "weights/load_weights.h"

namespace mien::train {
namespace {

NamedTensors read(const std::string& file) {
  return read_keras_h5(read_bytes(test_data("published/" + file)), file);
}

TEST(KerasH5Test, GivesTheTensorsInPyTorchsLayouts) {
  const NamedTensors tensors = read("keras-model.h5");
  // 5 convolutions with 5 tensors each (weight and batch norm), 2 dense layers.
  EXPECT_EQ(tensors.size(), 29U);
  const auto expect_weight = [&](const std::string& name, const std::vector<std::int64_t>& shape,
                                 double fan_in) {
    const NamedTensor& tensor = tensors.at(name);
    EXPECT_EQ(tensor.shape, shape) << name;
    std::vector<float> values = uniform_values(name, tensor.values.size());
    for (float& value : values) value = static_cast<float>(value * std::sqrt(6 / fan_in));
    EXPECT_EQ(tensor.values, values) << name;
  };
  expect_weight("conv1.weight", {2, 3, 3, 3}, 27);
  expect_weight("conv_dw_2.weight", {4, 1, 3, 3}, 9);
  expect_weight("conv_pw_2.weight", {3, 4, 1, 1}, 4);
  expect_weight("feats.weight", {3, 3}, 3);
  expect_weight("emotion_preds.weight", {7, 3}, 3);
  EXPECT_EQ(tensors.at("conv_pw_1_bn.running_var").shape, (std::vector<std::int64_t>{4}));
  EXPECT_FLOAT_EQ(tensors.at("feats.bias").values[1], uniform_values("feats.bias", 2)[1] / 10);
}

TEST(KerasH5Test, ReadsAllFormsOfTheFile) {
  const NamedTensors expected = read("keras-model.h5");
  EXPECT_EQ(read("keras-weights.h5"), expected);
  EXPECT_EQ(read("keras-saved-again.h5"), expected);
  EXPECT_EQ(read("keras-nested.h5"), expected);
  EXPECT_EQ(read_weights(test_data("published/keras-model.h5")), expected);
}

TEST(KerasH5Test, ReadsDoublesOtherByteOrdersAndChunks) {
  const NamedTensors tensors = read("keras-types.h5");
  EXPECT_EQ(tensors.at("a.weight"), (NamedTensor{{3, 2}, {0, 3, 1, 4, 2, 5}}));
  EXPECT_EQ(tensors.at("a.bias"), (NamedTensor{{3}, {0, 1, 2}}));
}

TEST(KerasH5Test, RefusesWhatLeadsOutOfTheFileOrIsNoPlainTensor) {
  const auto expect_refused = [](const std::string& description,
                                 const std::vector<std::string>& parts) {
    expect_model_error([&] { (void)read("odd-" + description + ".h5"); }, parts);
  };
  expect_refused("soft-link", {"odd-soft-link.h5", "model_weights/a/a/kernel:0", "a link"});
  expect_refused("external-link", {"a link to elsewhere"});
  expect_refused("external-data", {"another file"});
  expect_refused("virtual", {"another file"});
  expect_refused("compressed", {"without a filter"});
  expect_refused("integers", {"floats"});
  expect_refused("half", {"floats"});
  expect_refused("texts", {"floats"});
  expect_refused("empty", {"a tensor"});
  expect_refused("huge", {"than the file has bytes"});
  expect_refused("itself", {"groups in each other"});
  expect_refused("no-layer", {"LAYER/LAYER/VARIABLE", "kernel:0"});
  expect_refused("unknown", {"recurrent_kernel"});
}

TEST(KerasH5Test, RefusesWhateverIsCutOff) {
  const std::vector<std::byte> whole = read_bytes(test_data("published/keras-types.h5"));
  for (std::size_t size = 8; size < whole.size(); size += 7) {
    expect_model_error([&] { (void)read_keras_h5(std::span(whole).first(size), "x.h5"); },
                       {"x.h5"});
  }
}

TEST(KerasH5Test, KnowsHdf5ByItsStart) {
  EXPECT_TRUE(is_hdf5_file(read_bytes(test_data("published/keras-model.h5"))));
  EXPECT_FALSE(is_hdf5_file(read_bytes(test_data("published/parts.pt"))));
  EXPECT_FALSE(is_hdf5_file({}));
}

}  // namespace
}  // namespace mien::train
