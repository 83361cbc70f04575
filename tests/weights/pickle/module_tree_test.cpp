// Whole modules, as tests/data/published/make_modules.py writes them with PyTorch, against the
// state dicts of the same modules; and hostile ones.
#include "weights/pickle/module_tree.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "resources.h"
#include "weights/expect_error.h"
#include "weights/pickle/pytorch_file.h"
#include "weights/pytorch_bytes.h"

namespace mien::train {
namespace {

NamedTensors read(const std::string& file) {
  return read_pytorch_file(read_bytes(test_data("published/" + file)), file);
}

struct Pair {
  const char* module;
  const char* state;
};

class ModuleFileTest : public testing::TestWithParam<Pair> {};

TEST_P(ModuleFileTest, GivesTheTensorsOfItsStateDict) {
  EXPECT_EQ(read(GetParam().module), read(GetParam().state));
}

INSTANTIATE_TEST_SUITE_P(PyTorch, ModuleFileTest,
                         testing::Values(Pair{"timm-0.4.5.pt", "timm-0.4.5.state.pt"},
                                         Pair{"timm-0.9.pt", "timm-0.9.state.pt"},
                                         Pair{"timm-0.4.5.old-format.pt", "timm-0.4.5.state.pt"},
                                         Pair{"timm-0.4.5.parallel.pt", "timm-0.4.5.state.pt"},
                                         Pair{"parts.pt", "parts.state.pt"},
                                         Pair{"parts-protocol-4.pt", "parts.state.pt"}));

TEST(ModuleTreeTest, NamesTheTensorsOfTimm) {
  const NamedTensors tensors = read("timm-0.4.5.pt");
  EXPECT_EQ(tensors.at("classifier.0.weight").shape, (std::vector<std::int64_t>{8, 6}));
  EXPECT_EQ(tensors.at("blocks.1.0.se.conv_expand.bias").shape, (std::vector<std::int64_t>{12}));
  EXPECT_TRUE(tensors.contains("blocks.2.0.bn3.running_var"));
}

// Modules by hand.

const std::string linear = "ctorch.nn.modules.linear\nLinear\n";

std::string module(const std::string& parameters, const std::string& modules = "}",
                   const std::string& buffers = "}") {
  return linear + ")\x81" +
         dict({{"_parameters", parameters}, {"_buffers", buffers}, {"_modules", modules}}) + "b";
}

std::string numbers() { return tensor(storage(1), 0, {1}, {1}); }

NamedTensors read_main(const std::string& main) {
  return read_pytorch_file(pytorch_file(pickle(main), std::string(4, '\0')), "x.pt");
}

void expect_refused(const std::string& main, const std::vector<std::string>& parts) {
  expect_model_error([&] { (void)read_main(main); }, parts);
}

TEST(ModuleTreeTest, NestsNames) {
  const std::string inner = module(dict({{"w", numbers()}, {"b", "N"}}));
  const NamedTensors tensors = read_main(module(
      dict({{"a", numbers()}}), dict({{"m", inner}, {"none", "N"}}), dict({{"t", numbers()}})));
  EXPECT_EQ(tensors.size(), 3U);
  EXPECT_TRUE(tensors.contains("a") && tensors.contains("m.w") && tensors.contains("t"));
}

TEST(ModuleTreeTest, RefusesWhatIsNoModule) {
  expect_refused(linear + ")\x81", {"x.pt", "Linear"});
  expect_refused(linear + ")\x81K\x01" + "b", {"Linear"});
  expect_refused(linear + ")\x81}b", {"_parameters"});
  expect_refused(module("N"), {"_parameters"});
  expect_refused(module(dict({{"a", text("numbers")}})), {"\"a\"", "a tensor"});
  expect_refused(module("}K\x01" + numbers() + "s"), {"texts"});
  expect_refused(module("}", dict({{"m", "K\x01"}})), {"\"m\"", "a module"});
  expect_refused(module("}"), {"tensors"});
  expect_refused(module(dict({{"a", numbers()}, {"a", numbers()}})), {"\"a\" twice"});
}

TEST(ModuleTreeTest, RefusesModulesThatHoldThemselvesOrTooMuch) {
  // A module that is its own part.
  const std::string start = linear + ")\x81q\x01";
  expect_refused(
      start +
          dict({{"_parameters", "}"}, {"_buffers", "}"}, {"_modules", dict({{"m", "h\x01"}})}}) +
          "b",
      {"64 modules"});
  // Each level holds the one below twice: 2^40 modules.
  std::string tree = module(dict({{"w", numbers()}}));
  for (int level = 0; level < 40; ++level) {
    const std::string key(1, static_cast<char>(level));
    tree = module("}", fmt::format("}}({}{}q{}{}h{}u", text("a"), tree, key, text("b"), key));
  }
  expect_refused(tree, {"100000 modules"});
  expect_refused(module(dict({{std::string(2000, 'n'), numbers()}})), {"short name"});
}

}  // namespace
}  // namespace mien::train
