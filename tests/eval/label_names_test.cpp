#include "eval/label_names.h"

#include <gtest/gtest.h>

namespace mien::eval {
namespace {

TEST(LabelNames, KnowsLabelsAndSynonymsInAnyCase) {
  EXPECT_EQ(label_of("emotion", "happiness"), "happiness");
  EXPECT_EQ(label_of("emotion", "Happy"), "happiness");
  EXPECT_EQ(label_of("emotion", "SAD"), "sadness");
  EXPECT_EQ(label_of("emotion", "angry"), "anger");
  EXPECT_EQ(label_of("gender", "Woman"), "female");
  EXPECT_EQ(label_of("ethnicity", "Southeast Asian"), "asian");
  EXPECT_EQ(label_of("ethnicity", "Latino_Hispanic"), "other");
  EXPECT_EQ(label_of("ethnicity", "Middle Eastern"), "other");
}

TEST(LabelNames, KnowsNothingElse) {
  EXPECT_EQ(label_of("emotion", "male"), std::nullopt);
  EXPECT_EQ(label_of("gender", "happy"), std::nullopt);
  EXPECT_EQ(label_of("gender", ""), std::nullopt);
  EXPECT_EQ(label_of("age", "male"), std::nullopt);
  EXPECT_TRUE(labels_of("age").empty());
}

TEST(LabelNames, WhatIsGivenComesFirst) {
  const NameMap name_map = {{"joyful", "happiness"}, {"happy", "surprise"}, {"0", "male"}};
  EXPECT_EQ(label_of("emotion", "joyful", name_map), "happiness");
  EXPECT_EQ(label_of("emotion", "happy", name_map), "surprise");
  EXPECT_EQ(label_of("gender", "0", name_map), "male");
  EXPECT_EQ(label_of("emotion", "0", name_map), std::nullopt);
}

}  // namespace
}  // namespace mien::eval
