#include "face/interpret.h"

#include <gtest/gtest.h>

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
  EXPECT_FLOAT_EQ(*interpret({}, age, std::vector<float>{0, 0, 1}).age, 3);
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
