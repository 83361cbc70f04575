#include "train/run/label_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "gcn/fold_graph.h"
#include "train/run/initial_network.h"
#include "train/run/tiny_run.h"
#include "train/run/trained_model.h"
#include "train/run/training_data.h"

namespace mien::train {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view graph_text = R"([graph]
heads = ["affect", "emotion"]
embeddings = "words.txt"
words = { happiness = "happy", neutral = "calm" }
hidden = 16
[[heads]]
attribute = "affect"
kind = "affect"
activation = "none"
mse_weight = 0
ccc_least = 4
)";

constexpr std::string_view affect_labels = R"([[data.labels]]
attribute = "affect"
affect = {}
)";

class GraphRun : public testing::Test {
 protected:
  GraphRun() {
    write_file(files_.at("words.txt"),
               std::string_view("calm 1 0 0.5\nhappy 0 1 0\nanger -1 0.2 0\n"
                                "valence 0.3 0.4 1\narousal 0 0 -1\n"));
  }

  [[nodiscard]] Recipe recipe(bool joint = true) const {
    std::string text = TinyRun::recipe_text(one_stage);
    text.insert(text.find("[[data]]\n"), graph_text);
    if (joint) text.insert(text.find("[augment"), affect_labels);
    text.insert(text.rfind("[[data]]\n"), affect_labels);
    if (!joint) {
      // The pictures of one source have an expression, those of the other valence and arousal.
      const std::string other =
          std::string("[[data]]\npath = \"faces\"\nuse = \"train\"\n") + std::string(affect_labels);
      text = TinyRun::recipe_text(one_stage);
      text.insert(text.find("[[data]]\n"), std::string(graph_text) + other);
      text.insert(text.find("[augment"), affect_labels);
    }
    return files_.recipe(text);
  }

  TinyRun files_;
};

TEST_F(GraphRun, TakesNodesInTheOrderOfTheHeadsAndWordsByLabel) {
  const Recipe training_recipe = recipe();
  const auto constants = graph_constants(training_recipe, *load_data(training_recipe).train);
  ASSERT_TRUE(constants);
  EXPECT_THAT(constants->about.labels,
              ElementsAre("neutral", "happiness", "anger", "valence", "arousal"));
  EXPECT_THAT(constants->about.words, ElementsAre("calm", "happy", "anger", "valence", "arousal"));
  EXPECT_EQ(constants->vectors.size, 3);
  EXPECT_THAT(
      std::vector<float>(constants->vectors.values.begin(), constants->vectors.values.begin() + 6),
      ElementsAre(1, 0, 0.5F, 0, 1, 0));
}

// Valence is 0, 0.75 and -0.5 for the three classes, arousal -0.25, 0.25 and 0.75, with as many
// pictures of each. The rank correlation with the middle class is 0, with the others 0.866.
TEST_F(GraphRun, CorrelatesTheTrainingLabels) {
  const Recipe training_recipe = recipe();
  const auto constants = graph_constants(training_recipe, *load_data(training_recipe).train);
  const auto correlation = [&](std::size_t i, std::size_t j) {
    return constants->about.correlations.at(i * 5 + j);
  };
  EXPECT_NEAR(correlation(0, 3), 0, 1e-6);
  EXPECT_NEAR(correlation(1, 3), 0.8660254, 1e-6);
  EXPECT_NEAR(correlation(2, 3), -0.8660254, 1e-6);
  EXPECT_NEAR(correlation(0, 4), -0.8660254, 1e-6);
  EXPECT_NEAR(correlation(1, 4), 0, 1e-6);
  EXPECT_NEAR(correlation(0, 1), -0.5, 1e-6);
  EXPECT_NEAR(correlation(3, 4), -0.5, 1e-6);
  const auto edge = [&](std::size_t i, std::size_t j) {
    return constants->about.adjacency.at(i * 5 + j) > 0;
  };
  EXPECT_FALSE(edge(0, 1));
  EXPECT_FALSE(edge(0, 3));
  EXPECT_TRUE(edge(1, 3));
  EXPECT_TRUE(edge(3, 4));
}

TEST_F(GraphRun, NeedsAFileOfCorrelationsWhereNoPictureHasBothLabels) {
  Recipe training_recipe = recipe(false);
  const auto train = load_data(training_recipe).train;
  const auto constants = [&] { return graph_constants(training_recipe, *train); };
  EXPECT_THAT(error_of(ErrorCode::input, [&] { (void)constants(); }),
              HasSubstr("expected training pictures with labels of both \"neutral\" and "
                        "\"valence\", found none"));
  training_recipe.graph->edges.rule = EdgeRule::all;
  EXPECT_TRUE(constants());
  training_recipe.graph->edges.rule = EdgeRule::correlated;
  write_file(files_.at("c.csv"),
             std::string_view(",anger,arousal,happiness,neutral,valence\nanger,1,0.5,-0.5,-0.5,0\n"
                              "arousal,0.5,1,0,0,0\nhappiness,-0.5,0,1,-0.5,0\n"
                              "neutral,-0.5,0,-0.5,1,0\nvalence,0,0,0,0,1\n"));
  training_recipe.graph->correlations = files_.at("c.csv").string();
  // Anger and arousal are the only neighbours.
  const std::vector<float> adjacency = constants()->about.adjacency;
  EXPECT_EQ(adjacency[2 * 5 + 4], 0.5F);
  EXPECT_EQ(adjacency[3 * 5 + 3], 1);
}

TEST_F(GraphRun, TrainsItsLayersAndExportsTheLinearLayerThatTheGraphComesTo) {
  Recipe training_recipe = recipe();
  training_recipe.stages[0].epochs = 3;
  training_recipe.network.dropout = 0;
  training_recipe.network.features = {.maximum = true, .last_activation = false};
  training_recipe.output.half = false;
  training_recipe.output.temperature = false;
  TrainingOptions options;
  options.folder = files_.at("run");
  options.threads = 1;
  const TrainingResult result = run_training(training_recipe, options);
  ASSERT_TRUE(result.finished);
  const TrainingData data = load_data(training_recipe);
  const auto constants = graph_constants(training_recipe, *data.train);
  const NamedTensors start = random_weights(
      graph_of(training_recipe, {0, 0}, {}, constants->vectors.size), training_recipe.seed);
  for (const char* layer : {"heads.graph.gc1.weight", "heads.graph.gc2.weight"}) {
    EXPECT_NE(result.weights.at(layer), start.at(layer)) << layer;
  }
  // The words and the graph are as the recipe made them.
  EXPECT_THAT(result.weights.at("heads.graph.adjacency").values, result.label_graph->adjacency);
  EXPECT_EQ(result.weights.at("heads.graph.words").values[1], 0);

  const auto validation = load_data(training_recipe).validation;
  const TrainedModel model = export_trained(training_recipe, result, *validation);
  ASSERT_TRUE(model.metadata.graph);
  EXPECT_EQ(*model.metadata.graph, *result.label_graph);
  write_file(files_.at("tiny.onnx"), std::span(model.onnx));
  // The same answers from weights.pt's tensors and from the folded ones.
  const auto [folded, tensors] = fold_graph(result.graph, result.weights);
  const TrainableNetwork network(folded, tensors);
  const auto logits = predict(training_recipe, network, validation, 32, false).logits;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    EXPECT_LT((logits[i] - result.logits[i]).abs().max().item<double>(), 2e-5) << i;
  }
}

TEST_F(GraphRun, StartsWithTheWordsOfTheRecipeWhateverTheStoredWeightsHave) {
  Recipe training_recipe = recipe();
  const TrainingData data = load_data(training_recipe);
  const auto constants = graph_constants(training_recipe, *data.train);
  const NetworkGraph graph = graph_of(training_recipe, {0, 0}, {}, constants->vectors.size);
  const NamedTensors start =
      initial_weights(training_recipe, graph, encoded(data.train), constants).tensors;
  EXPECT_EQ(start.at("heads.graph.words").values, constants->vectors.values);
  EXPECT_EQ(start.at("heads.graph.adjacency").values, constants->about.adjacency);
  // Uniform in +-1 / sqrt(columns), as published.
  for (const auto& [name, columns] :
       {std::pair{"heads.graph.gc1.weight", 16.0}, std::pair{"heads.graph.gc2.weight", 1024.0}}) {
    const std::vector<float>& values = start.at(name).values;
    const auto [least, most] = std::ranges::minmax(values);
    EXPECT_LE(most, 1 / std::sqrt(columns)) << name;
    EXPECT_GT(most, 0.8 / std::sqrt(columns)) << name;
    EXPECT_LT(least, -0.8 / std::sqrt(columns)) << name;
  }
}

}  // namespace
}  // namespace mien::train
