#include "eval/heads/class_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dataset/sets.h"

namespace mien::eval {
namespace {

using dataset::message_of;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;

HeadSpec emotions() {
  HeadSpec head;
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.labels = {"contempt", "anger", "neutral"};
  return head;
}

HeadSpec genders() {
  HeadSpec head;
  head.attribute = "gender";
  head.kind = HeadKind::binary;
  head.labels = {"female", "male"};
  head.threshold = 0.6F;
  return head;
}

TEST(ClassHead, AnswersInTheOrderOfMien) {
  const HeadOutputs outputs{0, 3, {0.5F, 0.125F, 0.375F, 0, 0.75F, 0.25F}};
  const ClassAnswers answers = class_answers(emotions(), outputs, {}, {});
  EXPECT_THAT(answers.labels, ElementsAre("neutral", "anger", "contempt"));
  EXPECT_THAT(answers.probabilities, ElementsAre(0.375F, 0.125F, 0.5F, 0.25F, 0.75F, 0));
  EXPECT_THAT(answers.chosen, ElementsAre(2U, 1U));
}

TEST(ClassHead, DroppedClassesLeaveProbabilitiesThatSumToOne) {
  const HeadOutputs outputs{0, 3, {0.5F, 0.125F, 0.375F}};
  const std::vector<std::string> drop = {"contempt"};
  const ClassAnswers answers = class_answers(emotions(), outputs, drop, {});
  EXPECT_THAT(answers.labels, ElementsAre("neutral", "anger"));
  EXPECT_THAT(answers.probabilities, ElementsAre(0.75F, 0.25F));
  EXPECT_THAT(answers.chosen, ElementsAre(0U));
  const std::vector<std::string> both = {"contempt", "anger"};
  EXPECT_THAT(message_of([&] { (void)class_answers(emotions(), outputs, both, {}); }),
              HasSubstr("two classes of emotion or more to be left, found 1"));
}

TEST(ClassHead, TheFirstOfTwoIsChosenFromTheThresholdOn) {
  const HeadOutputs outputs{0, 1, {0.55F, 0.6F}};
  const ClassAnswers answers = class_answers(genders(), outputs, {}, {});
  EXPECT_THAT(answers.labels, ElementsAre("male", "female"));
  EXPECT_THAT(answers.chosen, ElementsAre(0U, 1U));
  EXPECT_THAT(answers.probabilities, ElementsAre(FloatNear(0.45F, 1e-6F), FloatNear(0.55F, 1e-6F),
                                                 FloatNear(0.4F, 1e-6F), FloatNear(0.6F, 1e-6F)));
  EXPECT_THAT(class_answers(genders(), outputs, {}, 0.5F).chosen, ElementsAre(1U, 1U));
}

TEST(ClassHead, ScoresSamplesAndSubsets) {
  const ClassAnswers answers{{"neutral", "anger"}, {0.75F, 0.25F, 0.5F, 0.5F, 0, 1}, {0, 0, 1}};
  ClassSamples samples;
  samples.classes = 2;
  samples.add(0, 0, answers);
  samples.add(1, 1, answers);
  samples.add(2, 1, answers);
  EXPECT_THAT(samples.confidences, ElementsAre(0.75F, 0.5F, 1));
  const std::vector<std::uint32_t> once = {1, 1, 1};
  const Scorer scorer = scorer_of(samples);
  EXPECT_EQ(scorer.samples, 3U);
  const std::vector<double> scores = scorer.scores(once);
  ASSERT_EQ(scores.size(), scorer.kinds.size());
  EXPECT_DOUBLE_EQ(scores[0], 2.0 / 3);   // accuracy
  EXPECT_DOUBLE_EQ(scores[1], 0.75);      // recalls 1 and 1/2
  EXPECT_DOUBLE_EQ(scores[2], 2.0 / 3);   // F1 2/3 and 2/3
  EXPECT_DOUBLE_EQ(scores[3], 0.75 / 3);  // gaps 1/4, 1/2 and 0
  const std::vector<std::size_t> members = {1, 2};
  const ClassSamples part = subset(samples, members);
  EXPECT_THAT(part.pictures, ElementsAre(1U, 2U));
  EXPECT_DOUBLE_EQ(scorer_of(part).scores(std::vector<std::uint32_t>{1, 1}).front(), 0.5);
}

}  // namespace
}  // namespace mien::eval
