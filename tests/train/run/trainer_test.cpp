#include "train/run/trainer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "resources.h"
#include "tiny_run.h"

namespace mien::train {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::istringstream stream(text_of(path));
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

class TrainerTest : public testing::Test {
 protected:
  [[nodiscard]] Recipe recipe(std::string_view stages = one_stage,
                              std::string_view more = "") const {
    return files_.recipe(TinyRun::recipe_text(stages, more));
  }

  /// Runs in the folder `name`; stops once `most_steps` steps are taken, 0: never.
  TrainingResult run(const Recipe& recipe, const std::string& name, bool resume = false,
                     int most_steps = 0) {
    steps_ = 0;
    messages_.clear();
    TrainingOptions options;
    options.folder = files_.at(name);
    options.resume = resume;
    options.threads = 1;
    options.stopped = [this, most_steps] { return most_steps > 0 && steps_ >= most_steps; };
    options.observer.on_step = [this](const StepReport& report) {
      ++steps_;
      last_ = report;
    };
    options.observer.on_message = [this](const std::string& text) { messages_.push_back(text); };
    return run_training(recipe, options);
  }

  [[nodiscard]] std::string refusal(ErrorCode code, const Recipe& recipe, bool resume = false) {
    return error_of(code, [&] { (void)run(recipe, "run", resume); });
  }

  TinyRun files_;
  int steps_ = 0;
  StepReport last_;
  std::vector<std::string> messages_;
};

TEST_F(TrainerTest, LearnsToTellPicturesApart) {
  Recipe training_recipe = recipe();
  training_recipe.stages[0].epochs = 8;
  const TrainingResult result = run(training_recipe, "run");
  ASSERT_TRUE(result.finished);
  ASSERT_EQ(result.rows.size(), 8U);
  EXPECT_EQ(steps_, 8 * 3);
  EXPECT_LT(result.rows.back().values.at("train loss"),
            0.5 * result.rows.front().values.at("train loss"));
  EXPECT_GT(result.rows.back().values.at("train accuracy"), 0.8);
  // A third would be chance.
  ASSERT_EQ(result.scores.size(), 1U);
  EXPECT_EQ(result.scores[0].samples, 24);
  EXPECT_GT(result.scores[0].accuracy, 0.7);
  double best = 0;
  for (const EpochRow& row : result.rows) best = std::max(best, row.values.at("emotion accuracy"));
  EXPECT_DOUBLE_EQ(result.scores[0].accuracy, best);
  EXPECT_EQ(last_.epoch, 8);
  EXPECT_EQ(last_.batches, 3);
  EXPECT_NEAR(last_.seconds_left, 0, 1e-9);
}

TEST_F(TrainerTest, WritesWhatItDid) {
  const Recipe training_recipe = recipe();
  const TrainingResult result = run(training_recipe, "run");
  EXPECT_EQ(text_of(files_.at("run/recipe.toml")), format_recipe(training_recipe));
  const auto log = nlohmann::json::parse(text_of(files_.at("run/run.json")));
  EXPECT_EQ(log.at("seed"), 3);
  EXPECT_EQ(log.at("threads"), 1);
  EXPECT_EQ(log.at("training").at("pictures"), 48);
  EXPECT_EQ(log.at("validation").at("pictures"), 24);
  EXPECT_EQ(log.at("training").at("labels").at("emotion").at("anger"), 16);
  ASSERT_EQ(log.at("data").size(), 1U);
  EXPECT_EQ(log.at("data")[0].at("path"), (files_.faces() / "labels.csv").string());
  EXPECT_EQ(log.at("data")[0].at("sha256").get<std::string>().size(), 64U);
  EXPECT_THAT(log.at("libtorch").get<std::string>(), testing::Not(testing::IsEmpty()));
  const std::vector<std::string> lines = lines_of(files_.at("run/metrics.csv"));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0],
            "stage,epoch,seconds,pictures per second,emotion accuracy,emotion balanced accuracy,"
            "emotion loss,train accuracy,train loss");
  EXPECT_THAT(lines[1], StartsWith("all,1,"));
  EXPECT_THAT(lines[2], StartsWith("all,2,"));
  EXPECT_EQ(std::count(lines[2].begin(), lines[2].end(), ','), 8);
  ASSERT_GE(messages_.size(), 2U);
  EXPECT_EQ(messages_[0], "48 training and 24 validation pictures");
}

TEST_F(TrainerTest, GivesTheSameForTheSameSeedOnly) {
  const Recipe training_recipe = recipe();
  const TrainingResult first = run(training_recipe, "one");
  const TrainingResult two = run(training_recipe, "two");
  EXPECT_TRUE(first.weights == two.weights);
  EXPECT_TRUE(first.logits[0].equal(two.logits[0]));
  Recipe other = training_recipe;
  other.seed = 4;
  EXPECT_FALSE(run(other, "other").weights == first.weights);
}

// All that a checkpoint must hold: moments of each optimiser, the average, dropout, SAM, stages.
constexpr std::string_view many_stages = R"([[stages]]
name = "heads"
train = "heads"
epochs = 1
batch = 16
optimizer = "sgd"
balanced_sampling = 1
[[stages]]
name = "sharp"
train = "all"
epochs = 2
batch = 16
optimizer = "adam"
weight_decay = 1e-4
sam_rho = 0.05
average = 0.9
warm_up_steps = 2
[[stages]]
name = "last"
train = "all"
epochs = 1
batch = 24
input_size = 40
average = 0.5
patience = 1
)";

TEST_F(TrainerTest, GoesOnToTheSameEnd) {
  const Recipe training_recipe = recipe(many_stages);
  const TrainingResult whole = run(training_recipe, "whole");
  ASSERT_TRUE(whole.finished);
  ASSERT_EQ(steps_, 3 + 6 + 2);
  // In the first epoch, at the end of a stage, within a stage, at the end of an epoch, in the last.
  for (const int stop : {1, 3, 5, 6, 10}) {
    const std::string name = "stopped" + std::to_string(stop);
    ASSERT_FALSE(run(training_recipe, name, false, stop).finished);
    const TrainingResult resumed = run(training_recipe, name, true);
    ASSERT_TRUE(resumed.finished);
    EXPECT_LT(steps_, 11);
    EXPECT_TRUE(resumed.weights == whole.weights) << "after " << stop;
    EXPECT_TRUE(resumed.logits[0].equal(whole.logits[0]));
    ASSERT_EQ(resumed.rows.size(), whole.rows.size());
    for (std::size_t i = 0; i < whole.rows.size(); ++i) {
      EXPECT_EQ(resumed.rows[i].values, whole.rows[i].values);
    }
  }
}

TEST_F(TrainerTest, GoesOnAfterEachOfManyStops) {
  const Recipe training_recipe = recipe();
  const TrainingResult whole = run(training_recipe, "whole");
  TrainingResult stopped = run(training_recipe, "stopped", false, 1);
  int runs = 1;
  while (!stopped.finished && ++runs < 20) stopped = run(training_recipe, "stopped", true, 1);
  ASSERT_TRUE(stopped.finished);
  EXPECT_GT(runs, 2);
  EXPECT_TRUE(stopped.weights == whole.weights);
}

TEST_F(TrainerTest, AnswersAtOnceWhenItIsDone) {
  const Recipe training_recipe = recipe();
  const TrainingResult first = run(training_recipe, "run");
  const TrainingResult again = run(training_recipe, "run", true);
  EXPECT_TRUE(again.finished);
  EXPECT_EQ(steps_, 0);
  EXPECT_TRUE(again.weights == first.weights);
  EXPECT_EQ(again.rows.size(), first.rows.size());
}

TEST_F(TrainerTest, RefusesAFolderWithARun) {
  const Recipe training_recipe = recipe();
  (void)run(training_recipe, "run", false, 1);
  EXPECT_EQ(refusal(ErrorCode::usage, training_recipe),
            files_.at("run").string() + ": expected a new folder, found an unfinished run in it");
  Recipe other = training_recipe;
  other.stages[0].learning_rate *= 2;
  EXPECT_EQ(refusal(ErrorCode::usage, other, true),
            files_.at("run/checkpoint.pt").string() +
                ": expected a checkpoint of this recipe, found one of another; recipe.toml beside "
                "it is what it was made with");
  write_file(files_.at("run/checkpoint.pt"), "nothing");
  EXPECT_THAT(refusal(ErrorCode::input, training_recipe, true),
              HasSubstr("expected a checkpoint, found"));
}

TEST_F(TrainerTest, RefusesToGoOnWithOtherData) {
  const Recipe training_recipe = recipe();
  (void)run(training_recipe, "run", false, 1);
  const std::filesystem::path labels = files_.faces() / "labels.csv";
  const std::vector<std::byte> bytes = read_bytes(labels);
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  write_file(labels, text + "\n");
  EXPECT_THAT(refusal(ErrorCode::usage, training_recipe, true),
              HasSubstr("expected the data that the run began with"));
  write_file(labels, text);
  EXPECT_FALSE(run(training_recipe, "run", true, 1).finished);
  std::filesystem::remove(files_.at("run/run.json"));
  EXPECT_THAT(refusal(ErrorCode::input, training_recipe, true),
              HasSubstr("the record of this run"));
}

TEST_F(TrainerTest, EndsAStageThatDoesNotGetBetter) {
  std::string stages(one_stage);
  stages += "patience = 2\n";
  Recipe training_recipe = recipe(stages);
  training_recipe.stages[0].epochs = 9;
  training_recipe.stages[0].learning_rate = 0;
  training_recipe.stages[0].head_learning_rate = 0;
  training_recipe.network.momentum = 0;
  const TrainingResult result = run(training_recipe, "run");
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.rows.size(), 3U);
}

TEST_F(TrainerTest, KeepsTheBaseWhereOnlyHeadsAreTrained) {
  Recipe training_recipe = recipe();
  training_recipe.stages[0].train = Trained::heads;
  const TrainingResult result = run(training_recipe, "run");
  training_recipe.stages[0].head_learning_rate = 0;
  const TrainingResult still = run(training_recipe, "still");
  ASSERT_EQ(result.weights.size(), still.weights.size());
  for (const auto& [name, tensor] : result.weights) {
    EXPECT_EQ(tensor == still.weights.at(name), !name.starts_with("heads.")) << name;
  }
}

TEST_F(TrainerTest, NamesPicturesThatCannotBeRead) {
  write_file(files_.faces() / "anger3.png", "no picture");
  write_file(files_.faces() / "neutral5.png", "");
  const TrainingResult result = run(recipe(), "run");
  EXPECT_TRUE(result.finished);
  std::vector<std::string> left_out;
  for (const std::string& text : messages_) {
    if (text.starts_with("left out: ")) left_out.push_back(text);
  }
  std::sort(left_out.begin(), left_out.end());
  EXPECT_THAT(left_out, ElementsAre(HasSubstr("anger3.png"), HasSubstr("neutral5.png")));
}

TEST_F(TrainerTest, ScoresOnlyPicturesThatCanBeRead) {
  write_file(files_.faces() / "happiness17.png", "no picture");
  const TrainingResult result = run(recipe(), "run");
  EXPECT_EQ(result.scores[0].samples, 23);
  EXPECT_EQ(std::count_if(messages_.begin(), messages_.end(),
                          [](const std::string& text) {
                            return text.starts_with("left out: ") &&
                                   text.find("happiness17.png") != std::string::npos;
                          }),
            1);
}

TEST_F(TrainerTest, StopsWhenTooManyPicturesCannotBeRead) {
  for (const char* name : {"anger1.png", "anger2.png", "neutral5.png"}) {
    write_file(files_.faces() / name, "no picture");
  }
  EXPECT_THAT(
      refusal(ErrorCode::input, recipe()),
      testing::AllOf(HasSubstr("3 of 48 pictures cannot be read so far, expected at most 2"),
                     HasSubstr("anger1.png")));
}

TEST_F(TrainerTest, NamesAClassWithoutPictures) {
  Recipe training_recipe = recipe();
  training_recipe.heads[0].labels.emplace_back("fear");
  EXPECT_EQ(refusal(ErrorCode::input, training_recipe),
            "labels of emotion: expected pictures of each class, found none of \"fear\"");
}

TEST_F(TrainerTest, NamesALabelThatIsNone) {
  Recipe training_recipe = recipe();
  training_recipe.heads[0].labels = {"neutral", "happiness"};
  EXPECT_THAT(refusal(ErrorCode::input, training_recipe, false),
              testing::AllOf(HasSubstr("labels.csv"), HasSubstr("\"anger\"")));
}

TEST_F(TrainerTest, NamesAnEmptySplit) {
  Recipe training_recipe = recipe();
  training_recipe.data[1].split = dataset::SplitColumn{.column = "split", .value = "test"};
  EXPECT_THAT(refusal(ErrorCode::input, training_recipe),
              HasSubstr("expected records with \"test\" in column \"split\""));
  training_recipe.data[1].split = dataset::SplitColumn{.column = "usage", .value = "test"};
  EXPECT_THAT(refusal(ErrorCode::input, training_recipe), HasSubstr("expected a column \"usage\""));
}

TEST_F(TrainerTest, NeedsPicturesForABatch) {
  Recipe training_recipe = recipe();
  training_recipe.stages[0].batch = 49;
  EXPECT_EQ(refusal(ErrorCode::usage, training_recipe),
            "stage all: expected training pictures for a batch of 49, found 48");
}

TEST_F(TrainerTest, SaysWhereALossIsNotFinite) {
  Recipe training_recipe = recipe();
  training_recipe.input.scale = {3e38F, 3e38F, 3e38F};  // infinite pixels
  EXPECT_THAT(refusal(ErrorCode::usage, training_recipe),
              StartsWith("stage all, epoch 1, batch 1: expected a finite loss, found "));
}

}  // namespace
}  // namespace mien::train
