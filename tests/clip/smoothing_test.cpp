#include "mien/clip/smoothing.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "mien/clip/mean_classification.h"
#include "mien/core/error.h"

namespace mien {
namespace {

FrameFaces frame(double seconds, float happiness, int track = 1) {
  Face face;
  face.emotion = with_best_label({{"neutral", 1 - happiness}, {"happiness", happiness}});
  face.gender = with_best_label({{"male", happiness}, {"female", 1 - happiness}});
  face.age = 20 + 40 * happiness;
  face.age_interval = AgeInterval{.low = 10 * happiness, .high = 100 * happiness};
  face.affect = Affect{.valence = 2 * happiness - 1, .arousal = -happiness};
  return {0, seconds, {{track, true, face}}};
}

float happiness_of(const FrameFaces& frame) {
  return frame.faces.at(0).face.emotion->probabilities[1].probability;
}

float smoothed(FaceSmoother& smoother, double seconds, float happiness, int track = 1) {
  FrameFaces next = frame(seconds, happiness, track);
  smoother.smooth(next);
  return happiness_of(next);
}

TEST(FaceSmoother, FollowsItsFormulaAtAnyTimes) {
  FaceSmoother smoother({0.3, 10});
  std::mt19937 random(2);
  double t = 0;
  double last_t = 0;
  double y = 0;
  for (int i = 0; i < 3000; ++i) {
    const float x = static_cast<float>(random() % 1000) / 1000;
    y = i == 0 ? x : y + (1 - std::exp(-(t - last_t) / 0.3)) * (x - y);
    FrameFaces next = frame(t, x);
    smoother.smooth(next);
    const Face& face = next.faces[0].face;
    ASSERT_NEAR(happiness_of(next), y, 1e-5);
    ASSERT_NEAR(*face.age, 20 + 40 * y, 1e-3);
    ASSERT_NEAR(face.age_interval->low, 10 * y, 1e-3);
    ASSERT_NEAR(face.age_interval->high, 100 * y, 1e-3);
    ASSERT_NEAR(face.affect->valence, 2 * y - 1, 1e-5);
    ASSERT_NEAR(face.affect->arousal, -y, 1e-5);
    ASSERT_NEAR(face.gender->probabilities[0].probability, y, 1e-5);
    ASSERT_NEAR(face.emotion->probabilities[0].probability + happiness_of(next), 1, 1e-5);
    ASSERT_EQ(face.emotion->label, happiness_of(next) > 0.5F ? "happiness" : "neutral");
    last_t = t;
    t += static_cast<double>(random() % 100) / 1000;
  }
}

TEST(FaceSmoother, GivesTheSameAtEveryFrameRate) {
  // A step from 0 to 1 at 0 s: after one time constant 1 - 1/e of it has passed.
  for (const int frames : {1, 2, 3, 30, 1000}) {
    FaceSmoother smoother({0.5, 10});
    (void)smoothed(smoother, 0, 0);
    float last = 0;
    for (int i = 1; i <= frames; ++i) last = smoothed(smoother, 0.5 * i / frames, 1);
    EXPECT_NEAR(last, 1 - std::exp(-1.0), 1e-4) << frames;
  }
}

TEST(FaceSmoother, KeepsPeopleApartAndStartsAnewAfterAGap) {
  FaceSmoother smoother;
  EXPECT_EQ(smoothed(smoother, 0, 1, 1), 1);
  EXPECT_EQ(smoothed(smoother, 0.1, 0, 2), 0);
  EXPECT_GT(smoothed(smoother, 0.9, 0, 1), 0.04F);  // exp(-0.9 / 0.3)
  EXPECT_EQ(smoothed(smoother, 1.95, 0.25F, 1), 0.25F);
}

TEST(FaceSmoother, LeavesAbsentAttributesAbsentAndBridgesThem) {
  FaceSmoother smoother;
  (void)smoothed(smoother, 0, 1);
  FrameFaces bare{1, 0.1, {{1, false, {}}}};
  smoother.smooth(bare);
  EXPECT_FALSE(bare.faces[0].face.emotion);
  EXPECT_FALSE(bare.faces[0].face.age);
  // The filter goes on from the frame before.
  EXPECT_NEAR(smoothed(smoother, 0.2, 0), std::exp(-0.1 / 0.3), 1e-5);
  FrameFaces other{2, 0.3, {{1, true, {}}}};
  other.faces[0].face.emotion = with_best_label({{"fear", 0.9F}, {"anger", 0.1F}});
  smoother.smooth(other);
  EXPECT_EQ(other.faces[0].face.emotion->probabilities[0].probability, 0.9F);
}

TEST(FaceSmoother, CanBeOff) {
  FaceSmoother smoother({0, 1});
  (void)smoothed(smoother, 0, 1);
  EXPECT_EQ(smoothed(smoother, 0.01, 0.2F), 0.2F);
}

TEST(FaceSmoother, RefusesTimesThatGoBackAndOddOptions) {
  FaceSmoother smoother;
  (void)smoothed(smoother, 1, 1);
  EXPECT_NEAR(smoothed(smoother, 1, 0), 1, 1e-6);  // no time has passed
  EXPECT_THROW((void)smoothed(smoother, 0.5, 1), Error);
  EXPECT_THROW((void)smoothed(smoother, std::nan(""), 1), Error);
  EXPECT_THROW(FaceSmoother({-1, 1}), Error);
  EXPECT_THROW(FaceSmoother({0.3, std::nan("")}), Error);
}

}  // namespace
}  // namespace mien
