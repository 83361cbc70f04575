#include "mien/clip/adaptive.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> means(std::span<const std::vector<float>> frames, std::size_t /*stage*/) {
  return mean_scores(frames);
}

const std::vector<AdaptiveStage> stages = {{18, 0.8}, {6, 0.6}, {1, 0}};

/// A clip whose frames say (1 - p, p), and what was read of it.
struct Clip {
  std::vector<float> p;
  std::vector<std::int64_t> read;
  [[nodiscard]] FrameReader reader() {
    return [this](std::int64_t i) {
      read.push_back(i);
      const float value = p.at(static_cast<std::size_t>(i));
      return value < 0 ? std::vector<float>() : std::vector<float>{1 - value, value};
    };
  }
};

TEST(AdaptiveRate, StopsAtTheFirstStrideThatIsSure) {
  Clip clip{std::vector<float>(36, 0.9F), {}};
  const auto decision = classify_adaptively(36, stages, clip.reader(), means);
  EXPECT_EQ(decision.label, 1U);
  EXPECT_EQ(decision.stage, 0U);
  EXPECT_EQ(decision.frames_used, 2);
  EXPECT_NEAR(decision.share_used(), 2 / 36.0, 1e-12);
  EXPECT_THAT(clip.read, ElementsAre(0, 18));
}

TEST(AdaptiveRate, LooksCloserWhereItIsNotSureAndReadsNoFrameTwice) {
  // By hand: stride 18 has the mean of frames 0 and 18 of p, (0.9 + 0.5) / 2 = 0.7, not above 0.8.
  // Stride 6 has 0, 6, 12, 18, 24 and 30. Their mean is (0.9 + 0.7 + 0.7 + 0.5 + 0.7 + 0.4) / 6 =
  // 0.65 > 0.6.
  Clip clip{std::vector<float>(36, 0.0F), {}};
  for (const auto& [frame, value] : std::vector<std::pair<std::size_t, float>>{
           {0, 0.9F}, {6, 0.7F}, {12, 0.7F}, {18, 0.5F}, {24, 0.7F}, {30, 0.4F}})
    clip.p[frame] = value;
  const auto decision = classify_adaptively(36, stages, clip.reader(), means);
  EXPECT_EQ(decision.stage, 1U);
  EXPECT_EQ(decision.label, 1U);
  EXPECT_NEAR(decision.scores[1], 0.65, 1e-6);
  EXPECT_EQ(decision.frames_used, 6);
  EXPECT_THAT(clip.read, ElementsAre(0, 18, 6, 12, 24, 30));
}

TEST(AdaptiveRate, TakesTheLastStageWhateverItsScore) {
  Clip clip{std::vector<float>(20, 0.5F), {}};
  clip.p[19] = 0;
  const auto decision =
      classify_adaptively(20, std::vector<AdaptiveStage>{{18, 0.9}, {1, 5}}, clip.reader(), means);
  EXPECT_EQ(decision.stage, 1U);
  EXPECT_EQ(decision.label, 0U);
  EXPECT_EQ(decision.frames_used, 20);
  EXPECT_EQ(decision.share_used(), 1);
}

TEST(AdaptiveRate, DecidesOnlyAboveTheThreshold) {
  Clip clip{std::vector<float>(4, 0.75F), {}};
  EXPECT_EQ(
      classify_adaptively(4, std::vector<AdaptiveStage>{{2, 0.75}, {1, 0}}, clip.reader(), means)
          .stage,
      1U);
}

TEST(AdaptiveRate, GoesOnWhereNoFrameHasAFace) {
  Clip clip{std::vector<float>(36, -1.0F), {}};
  clip.p[6] = 0.95F;
  const auto decision = classify_adaptively(36, stages, clip.reader(), means);
  EXPECT_EQ(decision.stage, 1U);
  EXPECT_EQ(decision.label, 1U);
  EXPECT_EQ(decision.frames_used, 6);

  Clip empty{std::vector<float>(36, -1.0F), {}};
  const auto nothing = classify_adaptively(36, stages, empty.reader(), means);
  EXPECT_TRUE(nothing.scores.empty());
  EXPECT_EQ(nothing.frames_used, 36);
  const auto none = classify_adaptively(0, stages, empty.reader(), means);
  EXPECT_TRUE(none.scores.empty());
  EXPECT_EQ(none.share_used(), 0);
}

TEST(AdaptiveRate, GivesFramesInOrderAndTheStageToTheClassifier) {
  std::vector<std::size_t> requested;
  Clip clip{{0.1F, 0.2F, 0.3F, 0.4F, 0.5F}, {}};
  (void)classify_adaptively(5, std::vector<AdaptiveStage>{{2, 9}, {1, 0}}, clip.reader(),
                            [&](std::span<const std::vector<float>> frames, std::size_t stage) {
                              requested.push_back(stage);
                              for (std::size_t i = 1; i < frames.size(); ++i)
                                EXPECT_LT(frames[i - 1][1], frames[i][1]);
                              return std::vector{1.0};
                            });
  EXPECT_THAT(requested, ElementsAre(0, 1));
}

TEST(AdaptiveRate, FindsTheThresholdOfThePublishedProcedure) {
  // Ten decisions, falling: 9 ok, 8 ok, 7 wrong, 6 ok, 5 wrong, 4 ok, 3 ok, 2 wrong, 1 wrong, 0 ok.
  const std::vector<HeldOutDecision> decisions = {{3, true},  {9, true},  {7, false}, {8, true},
                                                  {6, true},  {5, false}, {4, true},  {0, true},
                                                  {2, false}, {1, false}};
  EXPECT_EQ(acceptance_threshold(decisions, 0), 8);
  EXPECT_EQ(acceptance_threshold(decisions, 0.1), 6);
  EXPECT_EQ(acceptance_threshold(decisions, 0.19), 6);
  EXPECT_EQ(acceptance_threshold(decisions, 0.2), 3);
  EXPECT_EQ(acceptance_threshold(decisions, 0.4), 0);
  EXPECT_EQ(acceptance_threshold({}, 0.3), infinity);
  EXPECT_EQ(acceptance_threshold(std::vector<HeldOutDecision>{{2, false}, {1, true}}, 0.3),
            infinity);
  // A wrong decision with the same score is not above it.
  EXPECT_EQ(acceptance_threshold(std::vector<HeldOutDecision>{{1, false}, {1, true}}, 0), 1);
}

TEST(AdaptiveRate, CorrectsForTheNumberOfStages) {
  EXPECT_NEAR(corrected_false_acceptance(0.3, 0, 3), 0.1, 1e-12);
  EXPECT_NEAR(corrected_false_acceptance(0.3, 1, 3), 0.2, 1e-12);
  const std::vector<HeldOutDecision> decisions = {{9, true}, {8, false}, {7, true}, {6, false},
                                                  {5, true}, {4, true},  {3, true}, {2, true},
                                                  {1, true}, {0, true}};
  // 0.1 of ten allows one mistake above, 0.2 two.
  const std::vector<std::vector<HeldOutDecision>> held_out = {decisions, decisions};
  const auto stages = adaptive_stages(std::vector{18, 9, 1}, held_out, 0.3);
  ASSERT_EQ(stages.size(), 3U);
  EXPECT_EQ(stages[0].stride, 18);
  EXPECT_EQ(stages[0].threshold, 7);
  EXPECT_EQ(stages[1].threshold, 0);
  EXPECT_EQ(stages[2].threshold, -infinity);
}

TEST(AdaptiveRate, RefusesWhatCannotBe) {
  Clip clip{{0.5F}, {}};
  const auto run = [&](const std::vector<AdaptiveStage>& s, std::int64_t frames = 1) {
    return classify_adaptively(frames, s, clip.reader(), means);
  };
  EXPECT_THROW((void)run({}), Error);
  EXPECT_THROW((void)run({{0, 1}}), Error);
  EXPECT_THROW((void)run({{2, 1}, {2, 1}}), Error);
  EXPECT_THROW((void)run({{1, std::nan("")}}), Error);
  EXPECT_THROW((void)run({{1, 0}}, -1), Error);
  const auto scores = [&](std::vector<double> answer) {
    return classify_adaptively(1, std::vector<AdaptiveStage>{{1, 0}}, clip.reader(),
                               [&](auto, auto) { return answer; });
  };
  EXPECT_THROW((void)scores({}), Error);
  EXPECT_THROW((void)scores({1, std::nan("")}), Error);
  EXPECT_THROW((void)mean_scores(std::vector<std::vector<float>>{{1, 2}, {1}}), Error);
  EXPECT_THROW((void)acceptance_threshold({}, 1.5), Error);
  EXPECT_THROW((void)acceptance_threshold(std::vector<HeldOutDecision>{{std::nan(""), true}}, 0.1),
               Error);
  EXPECT_THROW((void)corrected_false_acceptance(0.3, 3, 3), Error);
  EXPECT_THROW((void)adaptive_stages({}, {}), Error);
  EXPECT_THROW((void)adaptive_stages(std::vector{9, 1}, {}), Error);
}

}  // namespace
}  // namespace mien
