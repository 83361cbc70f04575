#include "weights/match_weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "networks/networks.h"
#include "weights/expect_error.h"
#include "weights/random_tensors.h"

namespace mien::train {
namespace {

const std::vector<Parameter>& network() {
  static const std::vector<Parameter> parameters = {
      {"conv.weight", {2, 1, 1, 1}}, {"bn.weight", {2}}, {"fc.weight", {3, 2}}, {"fc.bias", {3}}};
  return parameters;
}

NamedTensors file() {
  return {{"conv.weight", {{2, 1, 1, 1}, {1, 2}}},
          {"bn.weight", {{2}, {3, 4}}},
          {"bn.num_batches_tracked", {{}, {9}}},
          {"fc.weight", {{3, 2}, {1, 2, 3, 4, 5, 6}}},
          {"fc.bias", {{3}, {7, 8, 9}}}};
}

void expect_refused(const NamedTensors& tensors, const MatchRules& rules,
                    const std::vector<std::string>& parts) {
  expect_model_error([&] { (void)match_weights(network(), tensors, rules, "w.pt"); }, parts);
}

TEST(MatchWeightsTest, TakesAllTensorsAndNoCounters) {
  NamedTensors expected = file();
  expected.erase("bn.num_batches_tracked");
  const MatchedWeights matched = match_weights(network(), file(), {}, "w.pt");
  EXPECT_EQ(matched.tensors, expected);
  EXPECT_TRUE(matched.missing.empty());
  EXPECT_TRUE(matched.left_over.empty());
}

TEST(MatchWeightsTest, NamesWhatANetworkOfTheHouseNeeds) {
  const NetworkGraph graph = make_network("resnet18", {.classes = 10});
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    tensors[parameter.name] = {parameter.shape, std::vector<float>(value_count(parameter.shape))};
  }
  EXPECT_EQ(match_weights(parameters_of(graph), tensors, {}, "w.pt").tensors, tensors);
  const NetworkGraph other = make_network("resnet18", {.classes = 7});
  const MatchedWeights matched =
      match_weights(parameters_of(other), tensors, without_heads(other), "w.pt");
  EXPECT_EQ(matched.missing, (std::vector<std::string>{"fc.weight", "fc.bias"}));
  EXPECT_EQ(matched.tensors.size(), tensors.size() - 2);
}

TEST(MatchWeightsTest, ListsAllThatDoesNotFit) {
  NamedTensors tensors = file();
  tensors.erase("conv.weight");
  tensors.erase("fc.bias");
  tensors["conv0.weight"] = {{1}, {1}};
  tensors["bn.weight"] = {{3}, {1, 2, 3}};
  expect_refused(tensors, {},
                 {"w.pt", "4 tensors", "2 missing (conv.weight, fc.bias)",
                  "1 unexpected (conv0.weight)", "bn.weight: expected [2], found [3]"});
}

TEST(MatchWeightsTest, ShortensLongLists) {
  NamedTensors tensors = file();
  for (int i = 0; i < 8; ++i) tensors["x" + std::to_string(i)] = {{1}, {1}};
  expect_refused(tensors, {}, {"8 unexpected (x0, x1, x2, x3, x4 and 3 more)"});
}

TEST(MatchWeightsTest, LoadsABaseWithoutItsHead) {
  const MatchRules without = without_heads(make_network("resnet18"));
  NamedTensors tensors = file();
  tensors.erase("fc.bias");
  tensors["fc.weight"] = {{5, 2}, std::vector<float>(10)};
  tensors["classifier.bias"] = {{5}, std::vector<float>(5)};
  const MatchedWeights matched = match_weights(network(), tensors, without, "w.pt");
  EXPECT_EQ(matched.tensors.size(), 2U);
  EXPECT_EQ(matched.missing, (std::vector<std::string>{"fc.weight", "fc.bias"}));
  EXPECT_EQ(matched.left_over, (std::vector<std::string>{"fc.weight", "classifier.bias"}));
  // "fc" is no prefix of other layers' names, and the base must fit all the same.
  tensors["fc1.weight"] = {{1}, {1}};
  expect_refused(tensors, without, {"1 unexpected (fc1.weight)"});
  tensors.erase("fc1.weight");
  tensors.erase("conv.weight");
  expect_refused(tensors, without, {"1 missing (conv.weight)"});
}

/// Zeros of the shapes that a network needs.
NamedTensors published(const NetworkGraph& graph) {
  NamedTensors tensors;
  for (const Parameter& parameter : parameters_of(graph)) {
    tensors[parameter.name] = {parameter.shape, std::vector<float>(value_count(parameter.shape))};
  }
  return tensors;
}

TEST(MatchWeightsTest, KeepsLayersThatAreNamedAsHeadsElsewhere) {
  // FaceNet's "last_linear" gives its features; SENet's is a classifier.
  const NetworkGraph facenet = make_network("inception-resnet-v1");
  NamedTensors tensors = published(make_network("inception-resnet-v1", {.classes = 9}));
  const auto parameters = parameters_of(facenet);
  const MatchedWeights matched = match_weights(parameters, tensors, without_heads(facenet), "w.pt");
  EXPECT_EQ(matched.left_over, (std::vector<std::string>{"logits.bias", "logits.weight"}));
  EXPECT_EQ(matched.tensors.size(), parameters.size());
  tensors.erase("last_linear.weight");
  expect_model_error(
      [&] { (void)match_weights(parameters, tensors, without_heads(facenet), "w.pt"); },
      {"1 missing (last_linear.weight)"});
}

TEST(MatchWeightsTest, PassesInceptionsAuxiliaryHeadBy) {
  const NetworkGraph graph = make_network("inception-v3");
  NamedTensors tensors = published(graph);
  tensors["AuxLogits.conv0.conv.weight"] = {{1}, {0}};
  const MatchedWeights matched =
      match_weights(parameters_of(graph), tensors, without_heads(graph), "w.pt");
  EXPECT_EQ(matched.left_over, (std::vector<std::string>{"AuxLogits.conv0.conv.weight"}));
}

TEST(MatchWeightsTest, VggKeepsTheFirstLayersOfItsClassifier) {
  const NetworkGraph graph = make_network("vgg16");
  const std::vector<std::string> heads = without_heads(graph).heads;
  EXPECT_EQ(std::count(heads.begin(), heads.end(), "classifier"), 0);
  EXPECT_EQ(std::count(heads.begin(), heads.end(), "classifier.6"), 1);
}

TEST(MatchWeightsTest, FitsKernelsOfOneByOneToLinearLayers) {
  NamedTensors tensors = file();
  tensors["fc.weight"].shape = {3, 2, 1, 1};
  tensors["conv.weight"].shape = {2, 1};
  const MatchedWeights matched = match_weights(network(), tensors, {}, "w.pt");
  EXPECT_EQ(matched.tensors.at("fc.weight"), file().at("fc.weight"));
  EXPECT_EQ(matched.tensors.at("conv.weight"), file().at("conv.weight"));
  tensors["fc.weight"].shape = {2, 3, 1, 1};
  expect_refused(tensors, {}, {"fc.weight: expected [3, 2], found [2, 3, 1, 1]"});
}

}  // namespace
}  // namespace mien::train
