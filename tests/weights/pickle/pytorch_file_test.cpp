#include "weights/pickle/pytorch_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "resources.h"
#include "weights/expect_error.h"
#include "weights/pytorch_bytes.h"

namespace mien::train {
namespace {

using Shape = std::vector<std::int64_t>;
using Values = std::vector<float>;

NamedTensors read(const std::string& file) {
  return read_pytorch_file(read_bytes(test_data("pytorch/" + file)), file);
}

/// The numbers that make_files.py gives a tensor.
Values numbers(float start, std::size_t count) {
  Values values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(start + static_cast<float>(i) / 4);
  return values;
}

NamedTensors expected_network() {
  return {{"conv.weight", {{3, 2, 3, 3}, numbers(1, 54)}},
          {"conv.bias", {{3}, numbers(-2, 3)}},
          {"bn.weight", {{3}, numbers(3, 3)}},
          {"bn.bias", {{3}, numbers(-4, 3)}},
          {"bn.running_mean", {{3}, numbers(5, 3)}},
          {"bn.running_var", {{3}, numbers(6, 3)}},
          {"bn.num_batches_tracked", {{}, {7}}}};
}

class StateDictFileTest : public testing::TestWithParam<const char*> {};

TEST_P(StateDictFileTest, GivesTheNetworksTensors) {
  EXPECT_EQ(read(GetParam()), expected_network());
}

INSTANTIATE_TEST_SUITE_P(PyTorch, StateDictFileTest,
                         testing::Values("state_dict.pt", "old_format.pt", "protocol_4.pt",
                                         "checkpoint.pt", "unusual_key.pt", "whole_module.pt"));

class ViewsFileTest : public testing::TestWithParam<const char*> {};

TEST_P(ViewsFileTest, FollowsTheStrides) {
  const NamedTensors tensors = read(GetParam());
  EXPECT_EQ(tensors.size(), 11U);
  const auto base = [](int row, int column) {
    return 8 + static_cast<float>(6 * row + column) / 4;
  };
  EXPECT_EQ(tensors.at("whole"), (NamedTensor{{4, 6}, numbers(8, 24)}));
  const NamedTensor& turned = tensors.at("turned");
  EXPECT_EQ(turned.shape, (Shape{6, 4}));
  EXPECT_EQ(turned.values[1], base(1, 0));
  EXPECT_EQ(turned.values[4], base(0, 1));
  EXPECT_EQ(turned.values[23], base(3, 5));
  EXPECT_EQ(tensors.at("middle"),
            (NamedTensor{
                {2, 3}, {base(1, 2), base(1, 3), base(1, 4), base(2, 2), base(2, 3), base(2, 4)}}));
  EXPECT_EQ(tensors.at("every_second").shape, (Shape{4, 3}));
  EXPECT_EQ(tensors.at("every_second").values[4], base(1, 2));
  EXPECT_EQ(tensors.at("column"),
            (NamedTensor{{4}, {base(0, 5), base(1, 5), base(2, 5), base(3, 5)}}));
  EXPECT_EQ(tensors.at("repeated"), (NamedTensor{{3, 2}, Values(6, base(2, 1))}));
  EXPECT_EQ(tensors.at("scalar"), (NamedTensor{{}, {base(3, 5)}}));
  EXPECT_EQ(tensors.at("nothing"), (NamedTensor{{0, 4}, {}}));
  EXPECT_EQ(tensors.at("channels_last"), (NamedTensor{{1, 2, 2, 3}, numbers(9, 12)}));
  EXPECT_EQ(tensors.at("parameter"), (NamedTensor{{2, 2}, numbers(10, 4)}));
  EXPECT_EQ(tensors.at("frozen"), (NamedTensor{{2}, numbers(11, 2)}));
}

INSTANTIATE_TEST_SUITE_P(PyTorch, ViewsFileTest,
                         testing::Values("views.pt", "views_old_format.pt"));

TEST(PytorchFileTest, ReadsEveryTypeOfNumber) {
  const NamedTensors tensors = read("types.pt");
  EXPECT_EQ(tensors.size(), 10U);
  for (const char* exact : {"float16", "bfloat16", "float32", "float64"}) {
    EXPECT_EQ(tensors.at(exact).values, (Values{0, 1, 0.5F, 3.140625F, 100})) << exact;
  }
  for (const char* whole : {"int8", "uint8", "int16", "int32", "int64"}) {
    EXPECT_EQ(tensors.at(whole).values, (Values{0, 1, 0, 3, 100})) << whole;
  }
  EXPECT_EQ(tensors.at("bool").values, (Values{0, 1, 1, 1, 1}));
  for (const auto& [name, tensor] : read("signed.pt")) {
    EXPECT_EQ(tensor.values, (Values{-1, -2})) << name;
  }
  const Values halves = read("halves.pt").at("halves").values;
  ASSERT_EQ(halves.size(), 7U);
  EXPECT_EQ(Values(halves.begin(), halves.begin() + 5),
            (Values{65504, 0x1p-14F, 0x1p-24F, -0x1p-20F, std::numeric_limits<float>::infinity()}));
  EXPECT_TRUE(std::isnan(halves[5]));
  EXPECT_TRUE(halves[6] == 0 && std::signbit(halves[6]));
}

TEST(PytorchFileTest, RunsNothingAndNamesWhatItWouldHaveTo) {
  expect_model_error([] { (void)read("command.pt"); }, {"command.pt", "posix.system", "not run"});
  expect_model_error([] { (void)read("command_old_format.pt"); }, {"posix.system"});
  expect_model_error([] { (void)read("torch_script.pt"); }, {"TorchScript"});
}

TEST(PytorchFileTest, ReadsATensorThatWasSavedAlone) {
  const NamedTensors read_tensors = read("one_tensor.pt");
  ASSERT_EQ(read_tensors.size(), 1U);
  EXPECT_EQ(read_tensors.begin()->first, "tensor");
}

TEST(PytorchFileTest, RefusesFilesWithoutOneStateDict) {
  expect_model_error([] { (void)read("no_tensors.pt"); }, {"without tensors"});
  expect_model_error([] { (void)read("two_dicts.pt"); }, {"several", "\"a\"", "\"b\""});
  expect_model_error([] { (void)read("make_files.py"); }, {"torch.save"});
  const std::string numbers = tensor(storage(1), 0, {1}, {1});
  const auto file = [](const std::string& main) {
    return pytorch_file(pickle(main), std::string(4, '\0'));
  };
  expect_model_error(
      [&] {
        (void)read_pytorch_file(file(dict({{"a", numbers}, {"a", numbers}})), "x");
      },
      {"\"a\" twice"});
  expect_model_error([&] { (void)read_pytorch_file(file("}K\x01" + numbers + "s"), "x"); },
                     {"no texts"});
  // A dict under its own key.
  expect_model_error(
      [&] { (void)read_pytorch_file(file("}q\x01" + text("model") + "h\x01s"), "x"); },
      {"dicts within dicts"});
}

TEST(PytorchFileTest, TakesThePrefixesOfWrappersOff) {
  const std::string numbers = tensor(storage(1), 0, {1}, {1});
  const auto names = [&](const std::string& a, const std::string& b) {
    const auto file =
        pytorch_file(pickle(dict({{a, numbers}, {b, numbers}})), std::string(4, '\0'));
    std::vector<std::string> result;
    for (const auto& [name, tensor] : read_pytorch_file(file, "x")) result.push_back(name);
    return result;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names("module.a", "module.b"), (Names{"a", "b"}));
  EXPECT_EQ(names("_orig_mod.module.a", "_orig_mod.module.b"), (Names{"a", "b"}));
  EXPECT_EQ(names("module.a", "b"), (Names{"b", "module.a"}));
}

TEST(PytorchFileTest, RefusesViewsThatLeaveTheirStorage) {
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  const std::string bytes(16, '\0');
  const auto expect_refused = [&](const std::string& view, const std::vector<std::string>& parts) {
    const auto file = pytorch_file(pickle(dict({{"w", view}})), bytes);
    expect_model_error([&] { (void)read_pytorch_file(file, "x.pt"); }, parts);
  };
  expect_refused(tensor(storage(4), 0, {5}, {1}), {"x.pt", "\"w\"", "4 numbers", "[5]"});
  expect_refused(tensor(storage(4), 1, {4}, {1}), {"offset 1"});
  expect_refused(tensor(storage(4), 4, {}, {}), {"\"w\""});
  expect_refused(tensor(storage(0), 0, {}, {}), {"\"w\""});
  expect_refused(tensor(storage(4), 0, {2, 2}, {3, 1}), {"strides [3, 1]"});
  expect_refused(tensor(storage(4), 0, {2}, {huge}), {"strides"});
  expect_refused(tensor(storage(4), huge, {2}, {1}), {"offset"});
  expect_refused(tensor(storage(4), 0, {huge, huge}, {0, 0}), {"as large as the file"});
  expect_refused(tensor(storage(4), 0, {100000}, {0}), {"as large as the file"});
  expect_refused(tensor(storage(5), 0, {5}, {1}), {"5 numbers of 4 bytes", "16 bytes"});
  expect_refused(tensor(storage(huge), 0, {1}, {1}), {"16 bytes"});
  expect_refused(tensor(storage(4, "0", "DoubleStorage"), 0, {1}, {1}), {"8 bytes"});
  expect_refused(tensor(storage(4, "1"), 0, {4}, {1}), {"\"1\"", "no such storage"});
}

TEST(PytorchFileTest, RefusesMoreCopiesOfAStorageThanTheFileIsLarge) {
  std::vector<std::pair<std::string, std::string>> items;
  const std::string view = tensor(storage(1000), 0, {1000}, {1});
  for (int i = 0; i < 10; ++i) items.emplace_back("t" + std::to_string(i), view);
  const auto file = pytorch_file(pickle(dict(items)), std::string(4000, '\0'));
  expect_model_error([&] { (void)read_pytorch_file(file, "x.pt"); }, {"as large as the file"});
}

TEST(PytorchFileTest, ChecksVersionAndByteOrder) {
  const std::string main = pickle(dict({{"w", tensor(storage(1), 0, {1}, {1})}}));
  const auto with = [&](std::vector<std::pair<std::string, std::string>> more) {
    more.emplace_back("a/data.pkl", main);
    more.emplace_back("a/data/0", std::string("\0\0\x80\x3F", 4));
    return as_bytes(zip_of(more));
  };
  const NamedTensors expected = {{"w", {{1}, {1}}}};
  EXPECT_EQ(read_pytorch_file(with({{"a/version", "3\n"}, {"a/byteorder", "little"}}), "x"),
            expected);
  expect_model_error([&] { (void)read_pytorch_file(with({}), "x"); }, {"no version"});
  expect_model_error(
      [&] {
        (void)read_pytorch_file(with({{"a/version", "11"}}), "x");
      },
      {"\"11\""});
  expect_model_error([&] { (void)read_pytorch_file(with({{"a/version", "x"}}), "x"); }, {"\"x\""});
  expect_model_error(
      [&] {
        (void)read_pytorch_file(with({{"a/version", "3"}, {"a/byteorder", "big"}}), "x");
      },
      {"\"big\""});
  expect_model_error(
      [&] {
        (void)read_pytorch_file(as_bytes(zip_of({{"a/version", "3"}})), "x");
      },
      {"data.pkl"});
}

TEST(PytorchFileTest, RefusesWhateverIsCutOffAndSurvivesFlippedBits) {
  for (const char* file : {"views.pt", "views_old_format.pt", "whole_module.pt"}) {
    const std::vector<std::byte> whole = read_bytes(test_data(std::string("pytorch/") + file));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_THROW((void)read_pytorch_file(std::span(whole).first(size), file), Error) << size;
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const unsigned flip : {0x01U, 0x10U, 0x80U, 0xFFU}) {
        std::vector<std::byte> damaged = whole;
        damaged[i] ^= static_cast<std::byte>(flip);
        try {
          (void)read_pytorch_file(damaged, file);
        } catch (const Error& error) {
          EXPECT_EQ(error.code(), ErrorCode::model);
        }
      }
    }
  }
}

}  // namespace
}  // namespace mien::train
