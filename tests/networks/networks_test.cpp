// Compares the networks with the tensors of the published state dicts (tests/data/networks).
#include "networks/networks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "resources.h"

namespace mien::train {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr int classes = 8;

std::vector<std::string> published_tensors(const std::string& architecture) {
  std::ifstream file(test_data("networks/" + architecture + ".names.txt"));
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> tensors_of(const NetworkGraph& graph) {
  std::vector<std::string> lines;
  for (const Parameter& parameter : parameters_of(graph)) {
    lines.push_back(fmt::format("{} {}", parameter.name, fmt::join(parameter.shape, "x")));
  }
  return lines;
}

class Published : public testing::TestWithParam<std::string> {};

TEST_P(Published, TensorsAreOurs) {
  const std::vector<std::string> expected = published_tensors(GetParam());
  ASSERT_FALSE(expected.empty());
  EXPECT_THAT(tensors_of(make_network(GetParam(), {.classes = classes})),
              testing::UnorderedElementsAreArray(expected));
}

TEST_P(Published, FeaturesAreTheNetworkWithoutItsClassifier) {
  std::vector<std::string> expected = published_tensors(GetParam());
  ASSERT_GT(expected.size(), 2U);
  expected.resize(expected.size() - 2);
  const NetworkGraph graph = make_network(GetParam());
  EXPECT_EQ(graph.logits, -1);
  EXPECT_EQ(graph.features, static_cast<int>(graph.nodes.size()) - 1);
  EXPECT_THAT(tensors_of(graph), testing::UnorderedElementsAreArray(expected));
}

INSTANTIATE_TEST_SUITE_P(StateDicts, Published,
                         testing::Values("efficientnet-b0", "breg-next-50", "densenet-121",
                                         "rexnet-150", "resnet18", "mobilenet-v1", "inception-v3",
                                         "inception-resnet-v1", "senet50", "nfnet-f0", "vgg16"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '-');
                           return name;
                         });

struct Counts {
  std::string architecture;
  std::int64_t parameters;
  int features;
  int classes = 8;
};

class Known : public testing::TestWithParam<Counts> {};

// Keras' MobileNet has 3,228,864 without a classifier but counts its 21,888 running statistics.
TEST_P(Known, Counts) {
  const NetworkGraph graph = make_network(GetParam().architecture, {.classes = GetParam().classes});
  EXPECT_EQ(count_parameters(graph), GetParam().parameters);
  EXPECT_EQ(graph.feature_size, GetParam().features);
  EXPECT_EQ(graph.classes, GetParam().classes);
  const auto shapes = infer_shapes(graph, 299, 224);
  EXPECT_EQ(shapes.at(static_cast<std::size_t>(graph.features)).channels, GetParam().features);
  EXPECT_EQ(shapes.at(static_cast<std::size_t>(graph.logits)),
            (NodeShape{GetParam().classes, 1, 1}));
}

// timm, torchvision and facenet-pytorch print these. NFNet's is what its definition in PyTorch has
// (make_references.py): timm publishes 71.49 million.
INSTANTIATE_TEST_SUITE_P(Counts, Known,
                         testing::Values(Counts{"efficientnet-b0", 4017796, 1280},
                                         Counts{"breg-next-50", 3071664 + 8 * 129, 128},
                                         Counts{"densenet-121", 7978856, 1024, 1000},
                                         Counts{"rexnet-150", 7822961, 1920},
                                         Counts{"resnet18", 11180616, 512},
                                         Counts{"mobilenet-v1", 3228864 - 21888 + 8 * 1025, 1024},
                                         Counts{"inception-v3", 23834568, 2048, 1000},
                                         Counts{"inception-resnet-v1", 27910327, 512, 8631},
                                         Counts{"senet50", 28088024, 2048, 1000},
                                         Counts{"nfnet-f0", 71489284, 3072, 1000},
                                         Counts{"vgg16", 138357544, 4096, 1000}),
                         [](const auto& info) {
                           std::string name = info.param.architecture;
                           std::erase(name, '-');
                           return name;
                         });

// Published for 1000 classes, in millions: 569 (Howard et al., table 8), 390 (Tan and Le, table 2),
// 900 (Han et al.), 3870 (Hu et al., table 2). The counts of torchvision are 1814, 5710 and 15470.
// That of timm is 7210, with 5 for the standardisation of each of 46.6 million weights.
TEST(Networks, MultiplyAddsAreThePublishedOnes) {
  const auto millions = [](std::string_view name, int side) {
    const NetworkGraph graph = make_network(name, {.classes = 1000});
    return static_cast<double>(count_multiply_adds(graph, side, side)) / 1e6;
  };
  EXPECT_NEAR(millions("mobilenet-v1", 224), 569, 0.5);
  EXPECT_NEAR(millions("efficientnet-b0", 224), 390, 10);
  EXPECT_NEAR(millions("densenet-121", 224), 2834, 0.5);
  EXPECT_NEAR(millions("rexnet-150", 224), 900, 50);
  EXPECT_NEAR(millions("resnet18", 224), 1814, 0.5);
  EXPECT_NEAR(millions("inception-v3", 299), 5710, 10);
  EXPECT_NEAR(millions("senet50", 224), 3870, 10);
  EXPECT_NEAR(millions("nfnet-f0", 192), 7210 - 5 * 46.6, 10);
  EXPECT_NEAR(millions("vgg16", 224), 15470, 10);
}

TEST(Networks, BuffersAreNotTrainedAndBiasesDoNotDecay) {
  for (const Architecture& architecture : architectures()) {
    for (const Parameter& parameter : parameters_of(architecture.make({.classes = 2}))) {
      SCOPED_TRACE(fmt::format("{} {}", architecture.name, parameter.name));
      EXPECT_EQ(parameter.trainable, parameter.name.find(".running_") == std::string::npos);
      const bool is_weight = parameter.name.ends_with(".weight") && parameter.shape.size() > 1;
      EXPECT_EQ(parameter.weight_decay, is_weight);
      EXPECT_EQ(parameter.fan_in, is_weight ? parameter.size() / parameter.shape[0] : 0);
    }
  }
}

TEST(Networks, DropPathGrowsFromBlockToBlock) {
  for (const Architecture& architecture : architectures()) {
    const NetworkGraph graph = architecture.make({.drop_path = 0.2});
    double last = 0;
    int paths = 0;
    for (const GraphOp& node : graph.nodes) {
      if (node.op != Op::drop_path) continue;
      EXPECT_GT(node.rate, last);
      last = node.rate;
      ++paths;
    }
    EXPECT_LE(last, 0.2);
    const bool chain = architecture.name == "mobilenet-v1" || architecture.name == "vgg16" ||
                       architecture.name == "inception-v3";
    EXPECT_EQ(paths > 0, !chain) << architecture.name;
  }
}

TEST(Networks, UnknownNamesAreListed) {
  EXPECT_THAT(
      [] { (void)make_network("resnet19"); },
      ThrowsMessage<Error>(
          "architecture: expected one of mobilenet-v1, breg-next-50, "
          "efficientnet-b0, densenet-121, rexnet-150, resnet18, inception-v3, inception-resnet-v1, "
          "senet50, nfnet-f0, vgg16, found \"resnet19\""));
}

TEST(Networks, SettingsOutOfRangeAreRefused) {
  EXPECT_THAT([] { (void)make_network("resnet18", {.classes = -1}); },
              ThrowsMessage<Error>(HasSubstr("classes: expected 0 or more, found -1")));
  EXPECT_THAT([] { (void)make_network("resnet18", {.dropout = 1.0}); },
              ThrowsMessage<Error>(HasSubstr("dropout: expected")));
  EXPECT_THAT([] { (void)make_network("resnet18", {.drop_path = -0.1}); },
              ThrowsMessage<Error>(HasSubstr("drop path: expected")));
}

}  // namespace
}  // namespace mien::train
