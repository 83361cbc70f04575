#include "quant/score_losses.h"

#include <gtest/gtest.h>

#include <limits>

namespace mien::quant {
namespace {

eval::Evaluation scored(const std::string& attribute, const std::string& score, eval::Unit unit,
                        double value) {
  eval::HeadEvaluation head;
  head.attribute = attribute;
  head.samples = 1000;
  head.scores.push_back({"another score", unit, 0.5, {}});
  head.scores.push_back({score, unit, value, {}});
  eval::Evaluation evaluation;
  evaluation.heads.push_back(std::move(head));
  return evaluation;
}

ScoreLoss loss_of(const std::string& attribute, const std::string& score, eval::Unit unit,
                  double before, double after) {
  const std::vector<ScoreLoss> losses =
      score_losses(scored(attribute, score, unit, before), scored(attribute, score, unit, after));
  EXPECT_EQ(losses.size(), 1U);
  return losses.empty() ? ScoreLoss{} : losses.front();
}

TEST(ScoreLosses, OfAccuracyAreAcceptedUpToThreeTenthsOfAPoint) {
  const ScoreLoss loss = loss_of("gender", "accuracy", eval::Unit::share, 0.955, 0.952);
  EXPECT_NEAR(loss.loss, 0.003, 1e-12);
  EXPECT_TRUE(loss.is_accepted());
  EXPECT_FALSE(loss_of("gender", "accuracy", eval::Unit::share, 0.955, 0.951).is_accepted());
  EXPECT_TRUE(loss_of("gender", "accuracy", eval::Unit::share, 0.9, 0.95).is_accepted());
}

TEST(ScoreLosses, OfAgesGrowWithTheError) {
  EXPECT_TRUE(loss_of("age", "mean absolute error", eval::Unit::years, 4.6, 4.65).is_accepted());
  EXPECT_FALSE(loss_of("age", "mean absolute error", eval::Unit::years, 4.6, 4.66).is_accepted());
}

TEST(ScoreLosses, OfAffectHaveABarOfTheirOwn) {
  EXPECT_TRUE(loss_of("affect", "valence CCC", eval::Unit::number, 0.66, 0.651).is_accepted());
  EXPECT_FALSE(loss_of("affect", "arousal CCC", eval::Unit::number, 0.5, 0.48).is_accepted());
}

TEST(ScoreLosses, SayHowFarAnswersMoved) {
  eval::Evaluation before = scored("age", "mean absolute error", eval::Unit::years, 4);
  before.outcomes.resize(3);
  before.heads[0].ages = {20, 30, 40};
  eval::Evaluation after = before;
  after.heads[0].ages = {21, 30, 99};
  after.outcomes[2].state = eval::PictureOutcome::State::no_face;
  EXPECT_NEAR(score_losses(before, after).front().moved, 0.5, 1e-12);

  before = scored("gender", "accuracy", eval::Unit::share, 0.9);
  before.outcomes.resize(4);
  before.heads[0].answers.chosen = {0, 1, 1, 0};
  after = before;
  after.heads[0].answers.chosen = {0, 1, 0, 0};
  EXPECT_NEAR(score_losses(before, after).front().moved, 0.25, 1e-12);
}

TEST(ScoreLosses, ThatAreNoNumberAreNotAccepted) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(loss_of("age", "mean absolute error", eval::Unit::years, 4.6, none).is_accepted());
}

}  // namespace
}  // namespace mien::quant
