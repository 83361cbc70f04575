#include "descriptors/adaptive_classifier.h"

#include <gmock/gmock.h>

#include <limits>

#include "mien/core/error.h"
#include "mien/learn/cross_validation.h"

namespace mien {
namespace {

using testing::ElementsAre;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// All of the rows it was fitted on vote by 1 / distance. Fitted on as many rows at 0 (class a) as
/// at 10 (class b), a row x has the shares 1 - x / 10 and x / 10.
PipelineOptions votes(int rows) {
  return {{}, NearestNeighboursOptions{.neighbours = rows, .by_distance = true}};
}

const std::vector<std::string> names = {"a", "b"};

FeatureMatrix column(std::vector<float> values) { return {values.size(), 1, std::move(values)}; }

/// Sixteen clips with strides 4 and 1: of each class four to fit on and four that are held out,
/// whose numbers at stride 4 are given.
struct TrainingClips {
  std::vector<std::uint32_t> classes;
  StridedClips clips;

  TrainingClips(std::vector<float> held_out_a, std::vector<float> held_out_b, std::uint64_t seed) {
    for (std::uint32_t i = 0; i < 16; ++i) classes.push_back(i % 2);
    std::vector<float> values;
    const std::vector<std::size_t> half = stratified_folds(classes, {}, 2, seed);
    for (std::size_t i = 0; i < 16; ++i) {
      std::vector<float>& held_out = classes[i] == 0 ? held_out_a : held_out_b;
      if (half[i] == 0) {
        values.push_back(classes[i] == 0 ? 0.0F : 10.0F);
      } else {
        values.push_back(held_out.back());
        held_out.pop_back();
      }
    }
    EXPECT_TRUE(held_out_a.empty() && held_out_b.empty());
    clips = {{column(values), column(std::vector<float>(16, 0))},
             std::vector<std::vector<bool>>(16, std::vector<bool>(8, true))};
  }
};

TEST(AdaptiveClassifier, FindsThresholdsOnTheHalfHeldOut) {
  // By hand, scores and whether they are right: 0.95 b, 0.9 a, 0.8 a; 0.75 and 0.7 are wrong;
  // 0.65 b, 0.6 a, 0.55 b. A false acceptance of 0.3 allows 0.15 of eight at the first of two
  // stages: one. 0.5 allows two.
  for (const std::uint64_t seed : {0U, 7U}) {
    const TrainingClips train({1, 2, 7, 4}, {9.5F, 2.5F, 6.5F, 5.5F}, seed);
    const auto threshold = [&](double false_acceptance) {
      const auto stages =
          fit_stages(train.clips, train.classes, names, votes(8),
                     {.strides = {4, 1}, .false_acceptance = false_acceptance, .seed = seed});
      EXPECT_EQ(stages.size(), 2U);
      EXPECT_EQ(stages.at(0).stride, 4);
      EXPECT_EQ(stages.at(1).threshold, -infinity);
      return stages.at(0).threshold;
    };
    EXPECT_NEAR(threshold(0.3), 0.8, 1e-6);
    EXPECT_NEAR(threshold(0.5), 0.55, 1e-6);
  }
}

TEST(AdaptiveClassifier, LeavesOutClipsWithoutAFaceAtTheStride) {
  TrainingClips train({1, 2, 7, 4}, {9.5F, 2.5F, 6.5F, 5.5F}, 0);
  const FeatureMatrix& coarse = train.clips.descriptors.front();
  for (std::size_t i = 0; i < 16; ++i) {
    // The two wrong ones have a face in frames 1 to 3 alone.
    const float x = coarse.values[i];
    if (x == 7 || x == 2.5F) train.clips.faces[i] = {false, true, true, true};
  }
  const auto stages = fit_stages(train.clips, train.classes, names, votes(8), {.strides = {4, 1}});
  EXPECT_NEAR(stages.at(0).threshold, 0.55, 1e-6);
}

TEST(AdaptiveClassifier, CountsFramesFromCoarseToFine) {
  const LabelledFeatures fitted{column({0, 0, 10, 10}), {0, 0, 1, 1}, names};
  const Pipeline pipeline = fit_pipeline(fitted, votes(4));
  const std::vector<bool> all(8, true);
  const std::vector<bool> late = {false, true, true, true, false, true, true, true};
  // Sure at once; at the threshold, not above it; no face among frames 0 and 4; no face; sure.
  const StridedClips clips{
      {column({1, 2, 0, 0, 9}), column({9, 9, 8, 0, 1})},
      {all, all, late, std::vector<bool>(8, false), std::vector<bool>(3, true)}};
  const std::vector<AdaptiveStage> stages = {{4, 0.8F}, {1, -infinity}};
  const AdaptiveAnswers answers = answer_adaptively(clips, pipeline, stages);
  EXPECT_THAT(answers.answers.chosen, ElementsAre(0U, 1U, 1U, 0U, 1U));
  EXPECT_THAT(answers.stages, ElementsAre(0U, 1U, 1U, 1U, 0U));
  EXPECT_NEAR(answers.answers.row(0)[0], 0.9, 1e-6);
  EXPECT_NEAR(answers.answers.row(1)[1], 0.9, 1e-6);
  EXPECT_EQ(answers.frames_used, 2 + 8 + 8 + 8 + 1);
  EXPECT_EQ(answers.frames, 35);
  EXPECT_NEAR(answers.share_used(), 27 / 35.0, 1e-12);
}

TEST(AdaptiveClassifier, KeepsTheLastDecisionIfFinerFramesHaveNoFace) {
  const LabelledFeatures fitted{column({0, 0, 10, 10}), {0, 0, 1, 1}, names};
  const Pipeline pipeline = fit_pipeline(fitted, votes(4));
  const StridedClips clips{{column({6}), column({0})}, {{false, false, false, true, false}}};
  const std::vector<AdaptiveStage> stages = {{3, 0.8}, {2, -infinity}};
  const AdaptiveAnswers answers = answer_adaptively(clips, pipeline, stages);
  EXPECT_THAT(answers.answers.chosen, ElementsAre(1U));
  EXPECT_THAT(answers.stages, ElementsAre(0U));
  EXPECT_EQ(answers.frames_used, 4);
}

TEST(AdaptiveClassifier, RefusesWhatDoesNotFit) {
  const TrainingClips train({1, 2, 7, 4}, {9, 2, 6, 5}, 0);
  const auto fit = [&](const AdaptiveOptions& options) {
    return fit_stages(train.clips, train.classes, names, votes(8), options);
  };
  EXPECT_THROW((void)fit({.strides = {}}), Error);
  EXPECT_THROW((void)fit({.strides = {1, 4}}), Error);
  EXPECT_THROW((void)fit({.strides = {8, 4, 1}}), Error);
  EXPECT_THROW((void)fit({.strides = {4, 1}, .false_acceptance = 2}), Error);
  EXPECT_THROW((void)fit_stages(train.clips, std::vector<std::uint32_t>{0, 1}, names, votes(8),
                                {.strides = {4, 1}}),
               Error);
  const StridedClips part = clips_of(train.clips, std::vector<std::size_t>{3, 5});
  EXPECT_EQ(part.faces.size(), 2U);
  EXPECT_EQ(part.descriptors.at(0).values,
            (std::vector<float>{train.clips.descriptors[0].values[3],
                                train.clips.descriptors[0].values[5]}));
}

}  // namespace
}  // namespace mien
