#include "eval/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eval/agreement.h"
#include "eval/drawn_source.h"
#include "tiny_onnx.h"

namespace mien::eval {
namespace {

using dataset::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

Network tiny() {
  return Network::from_memory(tiny_onnx(4, format_metadata(tiny_metadata(4))), "tiny");
}

Evaluation run(const std::string& csv, const EvaluationOptions& options = {}) {
  return evaluate(tiny(), std::make_shared<DrawnSource>(csv), options);
}

// Red is taken for anger, green for neutral, blue for happiness.
const std::string small =
    "path,split,label,gender,who\n"
    "red1,a,angry,male,1\n"
    "red2,a,happy,female,1\n"
    "green1,a,neutral,male,2\n"
    "green2,a,neutral,female,2\n"
    "blue1,a,happy,male,3\n"
    "blue2,a,fear,female,3\n"
    "blue3,a,bored,female,3\n"
    "blue4,b,happy,male,4\n";

TEST(Evaluation, ScoresTheHeadThatHasLabels) {
  const Evaluation result = run(small, {.split = dataset::SplitColumn{.value = "a"}});
  EXPECT_EQ(result.records, 7U);
  EXPECT_EQ(result.set.unlabelled, 1U);  // bored
  ASSERT_EQ(result.heads.size(), 1U);
  const HeadEvaluation& head = result.heads.front();
  EXPECT_EQ(head.attribute, "emotion");
  EXPECT_EQ(head.column, "label");
  EXPECT_EQ(head.samples, 5U);
  ASSERT_EQ(head.unknown.size(), 1U);
  EXPECT_EQ(head.unknown.front().name, "bored");
  ASSERT_EQ(head.left_out.size(), 1U);
  EXPECT_EQ(head.left_out.front().name, "fear");
  EXPECT_EQ(head.left_out.front().count, 1U);
  EXPECT_THAT(head.answers.labels, ElementsAre("neutral", "happiness", "anger"));
  EXPECT_THAT(head.confusion->counts(), ElementsAre(2, 0, 0, 0, 1, 1, 0, 0, 1));
  ASSERT_EQ(head.scores.size(), 4U);
  EXPECT_DOUBLE_EQ(head.scores[0].value, 0.8);
  EXPECT_DOUBLE_EQ(head.scores[1].value, 2.5 / 3);
  EXPECT_LE(head.scores[0].interval.low, 0.8);
  EXPECT_GE(head.scores[0].interval.high, 0.8);
}

TEST(Evaluation, ScoresValenceAndArousalOfAPartOfAnOutput) {
  ModelMetadata metadata = tiny_metadata(4);
  HeadSpec affect;
  affect.output = "means";
  affect.attribute = "affect";
  affect.kind = HeadKind::affect;
  affect.offset = 1;
  metadata.heads.front().offset = 0;
  metadata.heads.push_back(affect);
  const Network network = Network::from_memory(tiny_onnx(4, format_metadata(metadata)), "tiny");
  const std::string csv =
      "path,label,valence,arousal\n"
      "red1,angry,-0.5,0.5\n"
      "green1,neutral,0.75,0.25\n"
      "blue1,happy,0.25,0.75\n"
      "blue2,happy,-2,-2\n"
      "green2,,0.5,\n";
  const Evaluation result = evaluate(network, std::make_shared<DrawnSource>(csv), {});
  ASSERT_EQ(result.heads.size(), 2U);
  EXPECT_EQ(result.heads[0].samples, 4U);
  const HeadEvaluation& head = result.heads[1];
  EXPECT_EQ(head.column, "valence, arousal");
  EXPECT_EQ(head.samples, 3U);
  ASSERT_EQ(head.affects.size(), 5U);
  ASSERT_EQ(head.scores.size(), 8U);
  EXPECT_EQ(head.scores[0].name, "valence CCC");
  EXPECT_EQ(head.scores[0].unit, Unit::number);
  // Green says 1 and 0, blue 0 and 1, red 0 and 0, as far as drawn pictures are pure.
  const Agreement valence =
      agreement(std::vector<double>{-0.5, 0.75, 0.25},
                std::vector<double>{head.affects[0].valence, head.affects[1].valence,
                                    head.affects[2].valence});
  EXPECT_DOUBLE_EQ(head.scores[0].value, valence.ccc);
  EXPECT_DOUBLE_EQ(head.scores[4].value, valence.rmse);
  EXPECT_GT(head.affects[1].valence, 0.5F);
  EXPECT_GT(head.affects[2].arousal, 0.5F);
  EXPECT_LE(head.scores[4].interval.low, head.scores[4].value);
}

TEST(Evaluation, TakesTheColumnsOfAffectThatItIsTold) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads.front().attribute = "affect";
  metadata.heads.front().kind = HeadKind::affect;
  metadata.heads.front().activation = Activation::tanh;
  metadata.heads.front().labels.clear();
  metadata.heads.front().offset = 0;
  const Network network = Network::from_memory(tiny_onnx(4, format_metadata(metadata)), "tiny");
  const auto source = std::make_shared<DrawnSource>("path,v,a\nred1,0.5,0\ngreen1,0,0.5\n");
  EvaluationOptions options;
  options.labels.columns = {{"affect", "v:a"}};
  EXPECT_EQ(evaluate(network, source, options).heads.at(0).samples, 2U);
  options.labels.columns = {{"affect", "v"}};
  EXPECT_THAT(error_of(ErrorCode::input, [&] { (void)evaluate(network, source, options); }),
              HasSubstr("VALENCE:AROUSAL"));
}

TEST(Evaluation, AnswersWithThePriorThatIsAskedFor) {
  ModelMetadata metadata = tiny_metadata(4);
  // Of anger, neutral and happiness.
  metadata.heads.front().prior = {0.01F, 0.01F, 0.98F};
  const Network network = Network::from_memory(tiny_onnx(4, format_metadata(metadata)), "tiny");
  const auto source = std::make_shared<DrawnSource>("path,label\nred1,angry\nblue1,happy\n");
  const HeadEvaluation uniform = evaluate(network, source, {}).heads.at(0);
  EXPECT_EQ(uniform.prior, "uniform");
  EXPECT_EQ(uniform.scores[0].value, 1);
  EvaluationOptions options;
  options.prior = Prior::natural;
  const HeadEvaluation natural = evaluate(network, source, options).heads.at(0);
  EXPECT_EQ(natural.prior, "natural");
  EXPECT_EQ(natural.scores[0].value, 0.5);
  EXPECT_THAT(
      error_of(ErrorCode::usage,
               [&] { (void)evaluate(tiny(), std::make_shared<DrawnSource>(small), options); }),
      HasSubstr("expected a model that stores how frequent its classes are"));
  EXPECT_EQ(run(small).heads.at(0).prior, "own");
}

TEST(Evaluation, ScoresGroups) {
  const Evaluation result = run(small, {.split = dataset::SplitColumn{.value = "a"}});
  ASSERT_EQ(result.heads.front().groups.size(), 1U);
  const GroupScores& scores = result.heads.front().groups.front();
  EXPECT_EQ(scores.column, "gender");
  EXPECT_EQ(scores.score, "accuracy");
  EXPECT_EQ(scores.gap, 0);  // so few pictures make no gap
  ASSERT_EQ(scores.groups.size(), 2U);
  EXPECT_EQ(scores.groups[0].name, "female");
  EXPECT_EQ(scores.groups[0].samples, 2U);
  EXPECT_DOUBLE_EQ(scores.groups[0].value, 0.5);
  EXPECT_EQ(scores.groups[1].samples, 3U);
  EXPECT_DOUBLE_EQ(scores.groups[1].value, 1);
  EXPECT_TRUE(run(small, {.groups = std::vector<std::string>{}}).heads.front().groups.empty());
}

TEST(Evaluation, OrdersGroupsByTheirGaps) {
  std::string csv = "path,label,one,two\n";
  for (int i = 0; i < 80; ++i) {
    // Blue is right. In column one a and b are right alike; in column two c more than d.
    csv += (i % 8 < 6 ? "blue" : "red") + std::to_string(i) + ",happy," + (i % 2 == 0 ? "a" : "b") +
           "," + (i % 8 < 4 ? "c" : "d") + "\n";
  }
  const auto scores = run(csv, {.groups = std::vector<std::string>{"one", "two"}}).heads.front();
  ASSERT_EQ(scores.groups.size(), 2U);
  EXPECT_EQ(scores.groups[0].column, "two");
  EXPECT_DOUBLE_EQ(scores.groups[0].gap, 0.5);
  EXPECT_EQ(scores.groups[1].column, "one");
  EXPECT_DOUBLE_EQ(scores.groups[1].gap, 0);
}

TEST(Evaluation, DroppedClassesLeaveTheOthersAlone) {
  const Evaluation result = run(small, {.drop = {"anger"}});
  const HeadEvaluation& head = result.heads.front();
  EXPECT_THAT(head.answers.labels, ElementsAre("neutral", "happiness"));
  ASSERT_EQ(head.left_out.size(), 2U);
  EXPECT_EQ(head.left_out[0].name, "anger");
  // Red without anger is neither; the first of equals is neutral.
  EXPECT_THAT(head.confusion->counts(), ElementsAre(2, 0, 1, 2));
}

TEST(Evaluation, ResamplesByAColumn) {
  std::string csv = "path,label,who\n";
  for (int i = 0; i < 100; ++i) {
    csv += (i < 50 ? "blue" : "red") + std::to_string(i) + ",happy," + (i < 50 ? "A" : "B") + "\n";
  }
  const auto width = [&](const EvaluationOptions& options) {
    const Interval interval = run(csv, options).heads.front().scores.front().interval;
    return interval.high - interval.low;
  };
  EXPECT_NEAR(width({}), 2 * 1.96 * 0.05, 0.03);  // of a proportion of 1/2, n = 100
  EXPECT_DOUBLE_EQ(width({.resample_by = "who"}), 1);
}

TEST(Evaluation, RefusesWhatTheModelOrTheDataLack) {
  EXPECT_THAT(error_of(ErrorCode::input, [] { (void)run("path,age\nred,30\n"); }),
              HasSubstr("expected labels of emotion, found the columns path, age"));
  EXPECT_THAT(error_of(ErrorCode::input, [] { (void)run("path,label\nred,fear\n"); }),
              HasSubstr("a label that the model knows"));
  EXPECT_THAT(error_of(ErrorCode::usage,
                       [] {
                         (void)run(small, {.labels = {.columns = {{"gender", "gender"}}}});
                       }),
              HasSubstr("an attribute that tiny gives (emotion), found \"gender\""));
  EXPECT_THAT(error_of(ErrorCode::usage,
                       [] {
                         (void)run(small, {.labels = {.names = {{"bored", "boredom"}}}});
                       }),
              HasSubstr("\"bored\" stands for \"boredom\""));
  EXPECT_THAT(error_of(ErrorCode::usage, [] { (void)run(small, {.drop = {"fear"}}); }),
              HasSubstr("a class that tiny knows, found \"fear\""));
}

}  // namespace
}  // namespace mien::eval
