#include "train/run/batch_loss.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "constructed_set.h"
#include "train/finite_differences.h"
#include "train/run/initial_network.h"

namespace mien::train {
namespace {

class BatchLossTest : public testing::Test {
 protected:
  BatchLossTest() {
    recipe_.heads[0].class_weights = 0.5;
    recipe_.heads[0].class_weight_limit = 1.5;
    recipe_.heads[0].class_weight_mean = ClassWeightMean::weights;
    recipe_.heads[1].weight = 3;
  }

  [[nodiscard]] BatchLoss make(std::vector<TeacherAnswers> teaching = {}) const {
    return {recipe_, set_, std::move(teaching)};
  }

  [[nodiscard]] TrainableNetwork network() const {
    const NetworkGraph graph = graph_of(recipe_, {0, 0, 0, 3}, {});
    return {graph, random_weights(graph, 1)};
  }

  static torch::Tensor samples(const std::vector<std::int64_t>& indices) {
    return torch::tensor(indices, torch::kLong);
  }

  /// Outputs of the four heads for two pictures.
  static std::vector<torch::Tensor> outputs() {
    return {matrix(3, {1, 2, 0.5, 0, 0, 3}).to(torch::kFloat), torch::tensor({{0.5F}, {-2.0F}}),
            matrix(5, {0, 1, 2, 3, 4, 4, 3, 2, 1, 0}).to(torch::kFloat),
            matrix(3, {1, 0, 0, 0, 2, 0}).to(torch::kFloat)};
  }

  Recipe recipe_ = four_heads();
  // Four, two and one picture of the classes.
  dataset::PictureSet set_ = constructed_set({{{1, 0, 0}, {1}, {0, 1, 0, 0, 0}, {0}},
                                              {{1, 0, 0}, {0}, {0, 1, 1, 1, 0}, {2}},
                                              {{1, 0, 0}, {0}, {}, {1}},
                                              {{1, 0, 0}, {}, {0, 0, 0, 0, 1}, {}},
                                              {{0, 1, 0}, {}, {}, {}},
                                              {{0, 1, 0}, {}, {}, {}},
                                              {{0, 0, 1}, {1}, {}, {}},
                                              {{}, {1}, {}, {}}});
};

TEST_F(BatchLossTest, WeighsClassesByAPowerOfEquationTwoUpToTheLimit) {
  const BatchLoss loss = make();
  // 4 / 4, sqrt(4 / 2) and 1.5, less than sqrt(4 / 1).
  const auto weight = [&](std::int64_t sample) {
    auto two = outputs();
    for (torch::Tensor& output : two) output = output.narrow(0, 0, 1);
    return loss.parts(two, network(), samples({sample}))[0].weight.item<double>();
  };
  EXPECT_NEAR(weight(0), 1, 1e-6);
  EXPECT_NEAR(weight(4), std::sqrt(2.0), 1e-6);
  EXPECT_NEAR(weight(6), 1.5, 1e-6);
  EXPECT_EQ(weight(7), 0);
}

TEST_F(BatchLossTest, AdjustsScoresByTheFrequenciesOfThePicturesOwnDataSet) {
  recipe_.heads[0].class_weights = 0;
  const auto two_losses = [&] {
    auto single = outputs();
    for (torch::Tensor& output : single) output = output.narrow(0, 0, 1);
    const BatchLoss loss = make();
    return std::pair{loss.parts(single, network(), samples({0}))[0].sum.item<double>(),
                     loss.parts(single, network(), samples({6}))[0].sum.item<double>()};
  };
  const auto plain = two_losses();
  recipe_.heads[0].logit_adjustment = 1;
  const auto adjusted = two_losses();
  // Scores 1, 2, 0.5; frequencies 4/7, 2/7, 1/7.
  const double sum = 4 * std::exp(1.0) + 2 * std::exp(2.0) + std::exp(0.5);
  EXPECT_NEAR(adjusted.first, -std::log(4 * std::exp(1.0) / sum), 1e-5);
  EXPECT_NEAR(adjusted.second, -std::log(std::exp(0.5) / sum), 1e-5);
  EXPECT_NE(plain.first, adjusted.first);
}

TEST_F(BatchLossTest, HasAPartForEachHead) {
  const BatchLoss loss = make();
  const std::vector<LossSum> parts = loss.parts(outputs(), network(), samples({0, 7}));
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_EQ(parts[1].weight.item<double>(), 2);
  EXPECT_EQ(parts[2].weight.item<double>(), 1);
  EXPECT_EQ(parts[3].weight.item<double>(), 1);
  EXPECT_EQ(loss.factors(), std::vector<double>({1, 3, 1, 1}));
  double expected = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    expected += loss.factors()[i] * parts[i].sum.item<double>() / parts[i].weight.item<double>();
  }
  EXPECT_NEAR(total_loss(parts, loss.factors()).item<double>(), expected, 1e-5);
}

TEST_F(BatchLossTest, TotalOfNothingIsNothing) {
  const torch::Tensor zero = torch::zeros({});
  EXPECT_EQ(total_loss({{zero, zero}}, {2}).item<double>(), 0);
}

TEST_F(BatchLossTest, CountsRightAnswersOfTheFirstHead) {
  // Answers 1 and 2.
  EXPECT_DOUBLE_EQ(make().share_right(outputs(), network(), samples({4, 0})), 0.5);
  EXPECT_DOUBLE_EQ(make().share_right(outputs(), network(), samples({4, 7})), 1);
  EXPECT_DOUBLE_EQ(make().share_right(outputs(), network(), samples({7, 7})), 0);
}

TEST_F(BatchLossTest, AnswersOfArcFaceAreTheNearestCentres) {
  std::swap(recipe_.heads[0], recipe_.heads[3]);
  recipe_.heads[0].arcface = ArcFaceOptions{};
  for (auto& picture : set_.pictures) std::swap(picture.targets[0], picture.targets[3]);
  std::swap(set_.heads[0], set_.heads[3]);
  const NetworkGraph graph = graph_of(recipe_, {3, 0, 0, 0}, {});
  const TrainableNetwork centres(graph, random_weights(graph, 1));
  const torch::Tensor& weight = centres.tensor("heads.identity.weight");
  // The features are the centres of people 2 and 1, at a length that must not matter.
  std::vector<torch::Tensor> values = outputs();
  values[0] = torch::stack({weight[2] * 5, weight[1] * 0.1});
  EXPECT_DOUBLE_EQ(make().share_right(values, centres, samples({1, 2})), 1);
  EXPECT_DOUBLE_EQ(make().share_right(values, centres, samples({0, 2})), 0.5);
}

TEST_F(BatchLossTest, KnowsTheClassesOfTheFirstHead) {
  EXPECT_EQ(make().classes_of_first_head(), std::vector<std::size_t>({0, 0, 0, 0, 1, 1, 2, 3}));
  const auto with_first = [&](std::size_t head) {
    std::swap(recipe_.heads[0], recipe_.heads[head]);
    dataset::PictureSet set = set_;
    std::swap(set.heads[0], set.heads[head]);
    for (auto& picture : set.pictures) std::swap(picture.targets[0], picture.targets[head]);
    auto classes = BatchLoss(recipe_, set, {}).classes_of_first_head();
    std::swap(recipe_.heads[0], recipe_.heads[head]);
    return classes;
  };
  EXPECT_EQ(with_first(1), std::vector<std::size_t>({1, 0, 0, 2, 2, 2, 1, 1}));
  EXPECT_EQ(with_first(3), std::vector<std::size_t>({0, 2, 1, 3, 3, 3, 3, 3}));
}

TEST_F(BatchLossTest, TeachesValenceAndArousalByLabelsAndByTeachers) {
  const float unknown = std::numeric_limits<float>::quiet_NaN();
  Recipe recipe;
  HeadRecipe head;
  head.attribute = "affect";
  head.kind = dataset::TargetKind::affect;
  head.affect = {.ccc_weight = 0, .mse_weight = 1};
  recipe.heads = {head};
  dataset::PictureSet set;
  set.heads = {{.attribute = "affect", .kind = dataset::TargetKind::affect, .labels = {}}};
  for (const dataset::Target& target :
       std::vector<dataset::Target>{{0.5F, -0.5F}, {unknown, 0.25F}, {}}) {
    set.pictures.push_back({.source = 0, .record = 0, .targets = {target}});
  }
  const torch::Tensor taught = torch::full({3, 2}, 0.5);
  const BatchLoss loss(recipe, set, {{.head = 0, .answers = taught, .unlabelled_only = true}});
  EXPECT_EQ(loss.classes_of_first_head(), std::vector<std::size_t>({0, 0, 1}));
  const torch::Tensor logits = torch::tensor({{1.0F, -1.0F}, {1.0F, -1.0F}, {0.0F, 0.0F}});
  const NetworkGraph graph = graph_of(recipe, {0}, {});
  const TrainableNetwork network(graph, random_weights(graph, 1));
  const std::vector<LossSum> parts = loss.parts({logits, logits}, network, samples({0, 1, 2}));
  ASSERT_EQ(parts.size(), 2U);
  const double bent = std::tanh(1.0);
  const auto square = [](double x) { return x * x; };
  EXPECT_EQ(parts[0].weight.item<double>(), 1.5);
  EXPECT_NEAR(parts[0].sum.item<double>(), (2 * square(bent - 0.5) + square(bent + 0.25)) / 2,
              1e-6);
  // The teacher speaks of the second one's valence, and of both of the third.
  EXPECT_EQ(parts[1].weight.item<double>(), 1.5);
  EXPECT_NEAR(parts[1].sum.item<double>(), (square(bent - 0.5) + 2 * square(0.5)) / 2, 1e-6);
  // The second one has no valence, and so no answer that could be right.
  EXPECT_DOUBLE_EQ(loss.share_right({logits}, network, samples({0, 1, 2})), 1);
}

TEST_F(BatchLossTest, TeachersTeachHeadsAndFeatures) {
  torch::Tensor answers = torch::full({8, 3}, 1.0 / 3);
  torch::Tensor features = torch::ones({8, 4});
  const BatchLoss loss =
      make({{.head = 0, .answers = answers, .weight = 0.5, .unlabelled_only = true},
            {.output = "teacher-2", .answers = features, .weight = 2}});
  EXPECT_EQ(loss.factors(), std::vector<double>({1, 3, 1, 1, 0.5, 2}));
  std::vector<torch::Tensor> values = outputs();
  values.push_back(values[0]);
  values.push_back(torch::ones({2, 4}));
  const std::vector<LossSum> parts = loss.parts(values, network(), samples({0, 7}));
  ASSERT_EQ(parts.size(), 6U);
  // Only the second picture has no label; its weight is the mean of the classes'.
  EXPECT_NEAR(parts[4].weight.item<double>(), (1 + std::sqrt(2.0) + 1.5) / 3, 1e-5);
  EXPECT_EQ(parts[5].weight.item<double>(), 2);
  EXPECT_NEAR(parts[5].sum.item<double>(), 0, 1e-6);
}

TEST_F(BatchLossTest, TakesFeaturesForArcFace) {
  recipe_.heads[3].arcface.emplace();
  const NetworkGraph graph = graph_of(recipe_, {0, 0, 0, 3}, {});
  const std::vector<int> nodes = make().output_nodes(graph);
  ASSERT_EQ(nodes.size(), 4U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(nodes[i], graph.heads[i].node);
  EXPECT_EQ(nodes[3], graph.nodes[static_cast<std::size_t>(graph.heads[3].node)].inputs.front());
}

}  // namespace
}  // namespace mien::train
