#include "train/run/trained_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mien/pipeline/face_analyzer.h"
#include "tiny_run.h"
#include "train/run/training_data.h"

namespace mien::train {
namespace {

constexpr std::string_view more_heads = R"([[hidden]]
name = "shared"
size = 24
dropout = 0.1
[[heads]]
attribute = "gender"
kind = "binary"
labels = ["male", "female"]
from = "shared"
[[heads]]
attribute = "age"
kind = "age"
age_count = 80
expected_age_weight = 0.02
[[heads]]
attribute = "person"
kind = "identity"
arcface = { margin = 0.3, scale = 16 }
[[heads]]
attribute = "affect"
kind = "affect"
ccc_least = 4
)";

constexpr std::string_view more_labels = R"([[data.labels]]
attribute = "gender"
names = { column = "gender" }
[[data.labels]]
attribute = "age"
ages = { column = "age" }
[[data.labels]]
attribute = "person"
names = { column = "person" }
[[data.labels]]
attribute = "affect"
affect = {}
)";

std::string all_heads() {
  std::string text = TinyRun::recipe_text(one_stage);
  text.insert(text.find("[[data]]\n"), more_heads);
  text.insert(text.find("[augment"), more_labels);
  const std::size_t second = text.rfind("[[data]]\n");
  text.insert(second, more_labels);
  return text;
}

TrainingResult trained(const Recipe& recipe, const std::filesystem::path& folder) {
  TrainingOptions options;
  options.folder = folder;
  options.threads = 1;
  return run_training(recipe, options);
}

const HeadScores& score_of(const TrainingResult& result, std::string_view attribute) {
  for (const HeadScores& head : result.scores) {
    if (head.attribute == attribute) return head;
  }
  throw std::out_of_range(std::string(attribute));
}

class TrainedModelTest : public testing::Test {
 protected:
  [[nodiscard]] std::vector<Face> analyzed(const TrainedModel& model,
                                           const std::vector<Image>& pictures) const {
    write_file(files_.at("tiny.onnx"), std::span(model.onnx));
    FaceAnalyzerOptions options;
    options.models = {files_.at("tiny.onnx").string()};
    options.detector = "none";
    const FaceAnalyzer analyzer(options);
    std::vector<Face> faces;
    for (const auto& faces_of_picture : analyzer.analyze(pictures))
      faces.push_back(faces_of_picture.at(0));
    return faces;
  }

  TinyRun files_;
};

TEST_F(TrainedModelTest, AnswersAsTheTrainerDid) {
  Recipe recipe = files_.recipe(all_heads());
  recipe.stages[0].epochs = 6;
  recipe.output.half = false;
  const TrainingResult result = trained(recipe, files_.at("run"));
  EXPECT_GT(score_of(result, "emotion").accuracy, 0.6);
  EXPECT_GT(score_of(result, "gender").accuracy, 0.6);
  EXPECT_LT(score_of(result, "age").mae, 30);
  EXPECT_GT(score_of(result, "affect").valence.ccc, 0.3);
  const auto validation = load_data(recipe).validation;
  const TrainedModel model = export_trained(recipe, result, *validation);
  ASSERT_EQ(model.calibrations.size(), 1U);
  EXPECT_LE(model.calibrations[0].error_after, 1);

  std::vector<Image> pictures;
  for (const auto& picture : validation->pictures) {
    const auto bytes = validation->sources[picture.source]->read(picture.record);
    pictures.push_back(decode_image(bytes, "picture"));
  }
  const std::vector<Face> faces = analyzed(model, pictures);
  const torch::Tensor emotion = (result.logits[0] / model.calibrations[0].temperature).softmax(1);
  const torch::Tensor male = result.logits[1].sigmoid();
  const torch::Tensor affect = result.logits[4].tanh();
  ASSERT_EQ(static_cast<std::int64_t>(faces.size()), emotion.size(0));
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const Face& face = faces[i];
    ASSERT_TRUE(face.emotion && face.gender && face.age && face.affect);
    for (const LabelProbability& entry : face.emotion->probabilities) {
      const auto label = std::find(TinyRun::labels.begin(), TinyRun::labels.end(), entry.label) -
                         TinyRun::labels.begin();
      EXPECT_NEAR(entry.probability, emotion[static_cast<std::int64_t>(i)][label].item<float>(),
                  1e-3);
    }
    EXPECT_NEAR(face.gender->probabilities[0].probability,
                male[static_cast<std::int64_t>(i)][0].item<float>(), 1e-3);
    EXPECT_NEAR(face.affect->valence, affect[static_cast<std::int64_t>(i)][0].item<float>(), 1e-3);
    EXPECT_NEAR(face.affect->arousal, affect[static_cast<std::int64_t>(i)][1].item<float>(), 1e-3);
    EXPECT_FALSE(face.identity.empty());
  }
}

TEST_F(TrainedModelTest, AddsTheOffsetsOfTheRecipe) {
  Recipe recipe = files_.recipe(TinyRun::recipe_text(one_stage));
  recipe.output.half = false;
  const TrainingResult result = trained(recipe, files_.at("run"));
  recipe.heads[0].offsets.assign(recipe.heads[0].labels.size(), 0);
  recipe.heads[0].offsets[1] = 50;
  const auto validation = load_data(recipe).validation;
  const auto bytes = validation->sources[0]->read(validation->pictures[0].record);
  const TrainedModel model = export_trained(recipe, result, *validation);
  const Face face = analyzed(model, {decode_image(bytes, "picture")}).front();
  EXPECT_EQ(face.emotion->label, recipe.heads[0].labels[1]);
}

TEST_F(TrainedModelTest, SaysWhatItIs) {
  const Recipe recipe = files_.recipe(TinyRun::recipe_text(one_stage));
  const TrainingResult result = trained(recipe, files_.at("run"));
  const TrainedModel model = export_trained(recipe, result, *load_data(recipe).validation);
  EXPECT_EQ(model.metadata.id, "tiny");
  EXPECT_EQ(model.metadata.licence, "CC0-1.0");
  EXPECT_EQ(model.metadata.input.width, 32);
  ASSERT_EQ(model.metadata.heads.size(), 1U);
  EXPECT_EQ(model.metadata.heads[0].attribute, "emotion");
  ASSERT_EQ(model.metadata.scores.size(), 2U);
  EXPECT_EQ(model.metadata.scores[0].metric, "emotion accuracy (%)");
  EXPECT_EQ(model.metadata.scores[0].data, "faces, validation");
  EXPECT_EQ(model.metadata.scores[0].samples, 24);
  EXPECT_NEAR(model.metadata.scores[0].value, result.scores[0].accuracy * 100, 1e-9);
  EXPECT_EQ(export_trained(recipe, result, *load_data(recipe).validation).onnx, model.onnx);
}

TEST_F(TrainedModelTest, CanTeachAnother) {
  Recipe recipe = files_.recipe(TinyRun::recipe_text(one_stage));
  recipe.stages[0].epochs = 8;
  recipe.output.features = true;
  const TrainingResult result = trained(recipe, files_.at("run"));
  ASSERT_GT(result.scores[0].accuracy, 0.7);
  const TrainedModel teacher = export_trained(recipe, result, *load_data(recipe).validation);
  write_file(files_.at("teacher.onnx"), std::span(teacher.onnx));

  // The student sees no label while it learns.
  std::string text = TinyRun::recipe_text(one_stage);
  const std::string labels =
      "[[data.labels]]\nattribute = \"emotion\"\nnames = { column = "
      "\"emotion\" }\n";
  text.erase(text.find(labels), labels.size());
  text += R"([[teachers]]
model = "teacher.onnx"
attribute = "emotion"
[[teachers]]
model = "teacher.onnx"
attribute = "identity"
weight = 0.5
)";
  Recipe student = files_.recipe(text);
  student.seed = 9;
  student.stages[0].epochs = 8;
  const TrainingResult taught = trained(student, files_.at("student"));
  EXPECT_GT(taught.scores[0].accuracy, 0.6);
  // What imitates the features is no part of the model.
  EXPECT_EQ(export_trained(student, taught, *load_data(student).validation).metadata.heads.size(),
            1U);
}

}  // namespace
}  // namespace mien::train
