#include "train/run/validation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "constructed_set.h"
#include "tiny_run.h"
#include "train/finite_differences.h"

namespace mien::train {
namespace {

/// Logits whose softmax is this, for one picture after the other.
torch::Tensor logs(std::int64_t columns, std::initializer_list<double> probabilities) {
  return matrix(columns, probabilities).log().to(torch::kFloat);
}

class ScoreTest : public testing::Test {
 protected:
  // Of the four pictures the last has no label at all; the votes of the third are for class 1.
  Recipe recipe_ = four_heads();
  dataset::PictureSet set_ = constructed_set({{{1, 0, 0}, {1}, {0, 1, 0, 0, 0}, {0}},
                                              {{1, 0, 0}, {0}, {0, 1, 1, 1, 0}, {2}},
                                              {{0.25, 0.5, 0.25}, {0}, {0, 0, 0, 0, 1}, {1}},
                                              {{}, {}, {}, {}}});
  std::vector<torch::Tensor> logits_ = {
      logs(3, {0.8, 0.1, 0.1, 0.2, 0.7, 0.1, 0.25, 0.5, 0.25, 0.9, 0.05, 0.05}),
      torch::tensor({{2.0F}, {-1.0F}, {1.0F}, {3.0F}}),
      logs(5, {0.05, 0.6, 0.2, 0.1, 0.05, 0.2, 0.2, 0.2, 0.2, 0.2,
               0.1,  0.1, 0.1, 0.4, 0.3,  0.2, 0.2, 0.2, 0.2, 0.2}),
      logs(3, {0.8, 0.1, 0.1, 0.1, 0.2, 0.7, 0.5, 0.3, 0.2, 0.4, 0.3, 0.3})};
  std::vector<HeadScores> scores_ = score(recipe_, set_, logits_);
};

TEST_F(ScoreTest, OfClasses) {
  EXPECT_EQ(scores_[0].attribute, "emotion");
  EXPECT_EQ(scores_[0].samples, 3);
  EXPECT_NEAR(scores_[0].accuracy, 2.0 / 3, 1e-9);
  // One of two of class 0, the one of class 1; class 2 has no pictures.
  EXPECT_NEAR(scores_[0].balanced_accuracy, 0.75, 1e-9);
  const double soft = 0.5 * std::log(0.25) + 0.5 * std::log(0.5);
  EXPECT_NEAR(scores_[0].loss, -(std::log(0.8) + std::log(0.2) + soft) / 3, 1e-6);
}

TEST_F(ScoreTest, OfTwoClasses) {
  EXPECT_EQ(scores_[1].samples, 3);
  EXPECT_NEAR(scores_[1].accuracy, 2.0 / 3, 1e-9);
  EXPECT_NEAR(scores_[1].balanced_accuracy, 0.75, 1e-9);
  const auto softplus = [](double x) { return std::log1p(std::exp(x)); };
  EXPECT_NEAR(scores_[1].loss, (softplus(-2) + softplus(-1) + softplus(1)) / 3, 1e-6);
}

TEST_F(ScoreTest, OfExactAges) {
  EXPECT_EQ(scores_[2].samples, 2);
  // By eq. 1 over the two most probable ages: (0.6 * 11 + 0.2 * 12) / 0.8 for 11, and
  // (0.4 * 13 + 0.3 * 14) / 0.7 for 14.
  EXPECT_NEAR(scores_[2].mae, (0.25 + 4.0 / 7) / 2, 1e-5);
  EXPECT_NEAR(scores_[2].loss, -(std::log(0.6) + std::log(0.3)) / 2, 1e-6);
}

TEST_F(ScoreTest, OfIdentities) {
  EXPECT_EQ(scores_[3].samples, 3);
  EXPECT_NEAR(scores_[3].accuracy, 2.0 / 3, 1e-9);
  EXPECT_NEAR(scores_[3].loss, -(std::log(0.8) + std::log(0.7) + std::log(0.3)) / 3, 1e-6);
}

TEST_F(ScoreTest, OfValenceAndArousal) {
  HeadRecipe head;
  head.attribute = "affect";
  head.kind = dataset::TargetKind::affect;
  head.tanh = false;
  recipe_.heads = {head};
  const float unknown = std::numeric_limits<float>::quiet_NaN();
  dataset::PictureSet set;
  set.heads = {{.attribute = "affect", .kind = dataset::TargetKind::affect, .labels = {}}};
  for (const dataset::Target& target : std::vector<dataset::Target>{
           {0.5F, -0.5F}, {-0.25F, 0.25F}, {}, {0.75F, unknown}, {-0.5F, 0.5F}, {0.0F, 1.0F}}) {
    set.pictures.push_back({.source = 0, .record = 0, .targets = {target}});
  }
  const torch::Tensor answers = torch::tensor(
      {{0.4F, -0.1F}, {0.1F, 0.3F}, {9.0F, 9.0F}, {9.0F, 9.0F}, {-0.7F, 0.2F}, {-0.2F, 7.0F}});
  const std::vector<HeadScores> scores = score(recipe_, set, {answers});
  // Only pictures with both numbers are scored, and answers are clamped as they are in use.
  EXPECT_EQ(scores[0].samples, 4);
  const auto expected = eval::agreement(std::vector<double>{-0.5, 0.25, 0.5, 1},
                                        std::vector<double>{-0.1, 0.3, 0.2, 1});
  EXPECT_NEAR(scores[0].arousal.ccc, expected.ccc, 1e-6);
  EXPECT_NEAR(scores[0].arousal.rmse, expected.rmse, 1e-6);
  EXPECT_NEAR(scores[0].valence.sagr, 0.5, 1e-9);
  recipe_.validate = {.attribute = "affect", .metric = "CCC"};
  EXPECT_DOUBLE_EQ(selection_score(recipe_, scores),
                   (scores[0].valence.ccc + scores[0].arousal.ccc) / 2);
  // With tanh the answers are those of the last layer, bent.
  recipe_.heads[0].tanh = true;
  EXPECT_NEAR(score(recipe_, set, {answers.clamp(-0.9, 0.9).atanh()})[0].valence.ccc,
              scores[0].valence.ccc, 1e-6);
}

TEST_F(ScoreTest, ChoosesWeights) {
  EXPECT_DOUBLE_EQ(selection_score(recipe_, scores_), scores_[0].accuracy);
  recipe_.validate = {.attribute = "gender", .metric = "balanced accuracy"};
  EXPECT_DOUBLE_EQ(selection_score(recipe_, scores_), scores_[1].balanced_accuracy);
  recipe_.validate = {.attribute = "age", .metric = "MAE"};
  EXPECT_DOUBLE_EQ(selection_score(recipe_, scores_), -scores_[2].mae);
}

TEST_F(ScoreTest, NeverChoosesByAScoreOfNoPictures) {
  // All ages are intervals: no error in years can be told.
  const dataset::PictureSet intervals = constructed_set({{{1, 0, 0}, {1}, {0, 1, 1, 0, 0}, {0}}});
  std::vector<torch::Tensor> logits;
  for (const torch::Tensor& head : logits_) logits.push_back(head.narrow(0, 0, 1));
  const std::vector<HeadScores> scores = score(recipe_, intervals, logits);
  EXPECT_EQ(scores[2].samples, 0);
  recipe_.validate = {.attribute = "age", .metric = "MAE"};
  EXPECT_EQ(error_of(ErrorCode::input, [&] { (void)selection_score(recipe_, scores); }),
            "validation: expected pictures with an exact age to choose weights by, found none");
}

}  // namespace
}  // namespace mien::train
