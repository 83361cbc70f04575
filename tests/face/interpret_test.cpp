#include "face/interpret.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "mien/core/error.h"

namespace mien {
namespace {

HeadSpec emotion_head() {
  HeadSpec head;
  head.attribute = "emotion";
  head.kind = HeadKind::classes;
  head.labels = {"anger", "neutral", "happiness"};
  return head;
}

TEST(Interpret, PutsProbabilitiesIntoTheDocumentedOrder) {
  const Face face = interpret({}, emotion_head(), std::vector<float>{0.2F, 0.1F, 0.7F});
  ASSERT_TRUE(face.emotion);
  EXPECT_EQ(face.emotion->label, "happiness");
  EXPECT_EQ(
      face.emotion->probabilities,
      (std::vector<LabelProbability>{{"neutral", 0.1F}, {"happiness", 0.7F}, {"anger", 0.2F}}));
}

TEST(Interpret, SaysFromWhichProbabilityOnAnAnswerIsSure) {
  HeadSpec head = emotion_head();
  head.sure_from = 0.75F;
  EXPECT_TRUE(interpret({}, head, std::vector<float>{0.2F, 0.1F, 0.7F}).emotion->unsure());
  EXPECT_FALSE(interpret({}, head, std::vector<float>{0.1F, 0.1F, 0.8F}).emotion->unsure());
}

TEST(Interpret, AppliesTheActivation) {
  HeadSpec head = emotion_head();
  head.activation = Activation::softmax;
  EXPECT_NEAR(interpret({}, head, std::vector<float>{0, 0, 0}).emotion->confidence(), 1.0 / 3,
              1e-6);

  HeadSpec gender;
  gender.attribute = "gender";
  gender.kind = HeadKind::binary;
  gender.activation = Activation::sigmoid;
  gender.labels = {"male", "female"};
  const Face face = interpret({}, gender, std::vector<float>{-2});
  EXPECT_EQ(face.gender->label, "female");
  EXPECT_NEAR(face.gender->confidence(), 0.880797, 1e-5);
}

TEST(Interpret, ReadsValenceAndArousalWithinTheirRange) {
  HeadSpec head;
  head.attribute = "affect";
  head.kind = HeadKind::affect;
  const Face plain = interpret({}, head, std::vector<float>{1.5F, -0.25F});
  ASSERT_TRUE(plain.affect);
  EXPECT_EQ(plain.affect->valence, 1);
  EXPECT_EQ(plain.affect->arousal, -0.25F);
  head.activation = Activation::tanh;
  const Face bent = interpret({}, head, std::vector<float>{0.5F, -3});
  EXPECT_NEAR(bent.affect->valence, 0.46211716, 1e-6);
  EXPECT_NEAR(bent.affect->arousal, -0.99505475, 1e-6);
}

TEST(Interpret, ReadsAHeadsPartOfALongerOutput) {
  // As the files of the paper's author have it: logits, then valence and arousal.
  const std::vector<float> output = {0, 0, 3, 0.5F, -0.5F};
  HeadSpec emotion = emotion_head();
  emotion.activation = Activation::softmax;
  emotion.offset = 0;
  HeadSpec affect;
  affect.attribute = "affect";
  affect.kind = HeadKind::affect;
  affect.offset = 3;
  const Face face = interpret(interpret({}, emotion, output), affect, output);
  EXPECT_EQ(face.emotion->label, "happiness");
  EXPECT_NEAR(face.emotion->confidence(), std::exp(3) / (std::exp(3) + 2), 1e-5);
  EXPECT_EQ(face.affect->valence, 0.5F);
  EXPECT_EQ(face.affect->arousal, -0.5F);
  affect.offset = 4;
  EXPECT_THROW((void)interpret({}, affect, output), Error);
}

TEST(Interpret, GivesAnswersAsNumbers) {
  // In mien's order: neutral, happiness, anger.
  EXPECT_EQ(answer_numbers(emotion_head(), std::vector<float>{0.2F, 0.1F, 0.7F}),
            (std::vector<float>{0.1F, 0.7F, 0.2F}));
  HeadSpec head;
  head.attribute = "gender";
  head.kind = HeadKind::binary;
  head.labels = {"male", "female"};
  EXPECT_EQ(answer_numbers(head, std::vector<float>{0.25F}), std::vector<float>{0.25F});
  head.attribute = "affect";
  head.kind = HeadKind::affect;
  EXPECT_EQ(answer_numbers(head, std::vector<float>{0.5F, -2}), (std::vector<float>{0.5F, -1}));
  head.attribute = "age";
  head.kind = HeadKind::age;
  EXPECT_FLOAT_EQ(answer_numbers(head, std::vector<float>{0, 0, 1}).at(0), 0.03F);
  head.attribute = "identity";
  head.kind = HeadKind::identity;
  EXPECT_EQ(answer_numbers(head, std::vector<float>{0, 3}), (std::vector<float>{0, 1}));
}

TEST(Interpret, KeepsWhatOtherHeadsGave) {
  Face face;
  face.age = 30;
  face.score = 0.9F;
  face = interpret(std::move(face), emotion_head(), std::vector<float>{1, 0, 0});
  EXPECT_EQ(face.age, 30);
  EXPECT_EQ(face.score, 0.9F);
}

TEST(Interpret, ReadsAgeAndIdentity) {
  HeadSpec age;
  age.attribute = "age";
  age.kind = HeadKind::age;
  const Face old = interpret({}, age, std::vector<float>{0, 0, 1});
  EXPECT_FLOAT_EQ(*old.age, 3);
  ASSERT_TRUE(old.age_interval);
  EXPECT_NEAR(old.age_interval->low, 2.6, 1e-5);
  age.interval_scale = 2;
  EXPECT_NEAR(interpret({}, age, std::vector<float>{0, 0, 1}).age_interval->low, 2.2, 1e-5);
  HeadSpec identity;
  identity.attribute = "identity";
  identity.kind = HeadKind::identity;
  EXPECT_EQ(interpret({}, identity, std::vector<float>{0, 2}).identity, (std::vector<float>{0, 1}));
}

TEST(CheckHead, RefusesUnknownAttributesKindsAndLabels) {
  EXPECT_NO_THROW(check_head(emotion_head()));
  HeadSpec head = emotion_head();
  head.attribute = "mood";
  EXPECT_THROW(check_head(head), Error);
  head = emotion_head();
  head.kind = HeadKind::age;
  EXPECT_THROW(check_head(head), Error);
  head = emotion_head();
  head.labels[0] = "angry";
  EXPECT_THROW(check_head(head), Error);
}

}  // namespace
}  // namespace mien
