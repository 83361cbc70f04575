#include "mien/clip/tracker.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <random>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;

Face face_at(float x, float y = 0, std::vector<float> identity = {}, float side = 100) {
  Face face;
  face.box = {x, y, side, side};
  face.score = 1;
  face.identity = std::move(identity);
  return face;
}

std::vector<int> update(Tracker& tracker, double seconds, const std::vector<Face>& faces) {
  return tracker.update(seconds, faces);
}

const std::vector<float> anna = {1, 0, 0};
const std::vector<float> boris = {0, 1, 0};
const std::vector<float> anna_again = {0.9F, 0.3F, 0.3F};  // cosine with anna 0.905

TEST(Tracker, NumbersPeopleInOrderOfAppearance) {
  Tracker tracker;
  EXPECT_THAT(update(tracker, 0, {face_at(0), face_at(300)}), ElementsAre(1, 2));
  EXPECT_THAT(update(tracker, 0.04, {face_at(302), face_at(700), face_at(1)}),
              ElementsAre(2, 3, 1));
  EXPECT_TRUE(update(tracker, 0.08, {}).empty());
}

TEST(Tracker, KeepsApartPeopleWhoCross) {
  // Two people pass one another at 400 pixels a second. One hides the other for 0.2 s.
  for (const bool has_identity : {false, true}) {
    Tracker tracker;
    const auto a = has_identity ? anna : std::vector<float>();
    const auto b = has_identity ? boris : std::vector<float>();
    for (int i = 0; i <= 50; ++i) {
      const double t = i * 0.04;
      const auto step = static_cast<float>(400 * t);
      std::vector<Face> faces = {face_at(step, 0, a), face_at(800 - step, 20, b)};
      std::vector<int> expected = {1, 2};
      if (std::abs(t - 1) < 0.11) {
        faces.erase(faces.begin());
        expected = {2};
      }
      EXPECT_EQ(update(tracker, t, faces), expected) << "frame " << i << " " << has_identity;
    }
  }
}

TEST(Tracker, TellsApartByIdentityWhatPlaceConfuses) {
  // They turn round where they meet, which no straight prediction expects.
  Tracker tracker;
  for (int i = 0; i <= 40; ++i) {
    const float x = static_cast<float>(i < 20 ? i : 40 - i) * 10;
    EXPECT_THAT(update(tracker, i * 0.1, {face_at(x, 0, anna), face_at(400 - x, 0, boris)}),
                ElementsAre(1, 2));
  }
  // And they swap their places between two frames, as at a cut.
  EXPECT_THAT(update(tracker, 4.1, {face_at(0, 0, boris), face_at(400, 0, anna)}),
              ElementsAre(2, 1));
}

TEST(Tracker, BridgesGapsInSecondsAtAnyFrameRate) {
  for (const double step : {0.01, 0.04, 0.2}) {
    Tracker tracker;
    const auto time = [&](int frame) { return frame * step; };
    int frame = 0;
    for (; time(frame) < 1; ++frame) {
      EXPECT_THAT(update(tracker, time(frame), {face_at(50)}), ElementsAre(1));
    }
    const double last = time(frame - 1);
    for (; time(frame) < last + 0.95; ++frame) {
      EXPECT_TRUE(update(tracker, time(frame), {}).empty());
    }
    EXPECT_THAT(update(tracker, last + 0.95, {face_at(52)}), ElementsAre(1)) << step;
    EXPECT_THAT(update(tracker, last + 0.95 + 1.05, {face_at(52)}), ElementsAre(2)) << step;
  }
}

TEST(Tracker, KnowsWhoReturns) {
  Tracker tracker;
  EXPECT_THAT(update(tracker, 0, {face_at(0, 0, anna), face_at(300, 0, boris)}), ElementsAre(1, 2));
  EXPECT_THAT(update(tracker, 1, {face_at(300, 0, boris)}), ElementsAre(2));
  EXPECT_THAT(update(tracker, 50, {face_at(900, 500, anna_again)}), ElementsAre(1));
  EXPECT_THAT(update(tracker, 59, {face_at(0, 500, boris)}), ElementsAre(2));
  // Anna was seen last at 50 s, and is forgotten 60 s later.
  EXPECT_THAT(update(tracker, 110.5, {face_at(0, 0, anna)}), ElementsAre(3));
}

TEST(Tracker, TakesSomebodyElseInTheSamePlaceForNew) {
  Tracker tracker;
  EXPECT_THAT(update(tracker, 0, {face_at(0, 0, anna)}), ElementsAre(1));
  EXPECT_THAT(update(tracker, 0.04, {face_at(0, 0, boris)}), ElementsAre(2));
  EXPECT_THAT(update(tracker, 0.08, {face_at(0, 0, anna)}), ElementsAre(1));
}

TEST(Tracker, HoldsThroughJitterForThousandsOfFrames) {
  Tracker tracker;
  std::mt19937 random(1);
  const auto jitter = [&](float most) {
    return most * (static_cast<float>(random() % 2001) / 1000 - 1);
  };
  double t = 0;
  for (int i = 0; i < 5000; ++i) {
    t += 0.01 + static_cast<double>(random() % 80) / 1000;  // 11 to 100 frames a second
    std::vector<Face> faces;
    std::vector<int> expected;
    for (int k = 0; k < 5; ++k) {
      if (i > 0 && random() % 10 == 0) continue;  // missed
      faces.push_back(
          face_at(static_cast<float>(k) * 120 + jitter(12), jitter(12), {}, 100 + jitter(8)));
      expected.push_back(k + 1);
    }
    ASSERT_EQ(update(tracker, t, faces), expected) << "frame " << i;
  }
}

TEST(Tracker, PredictsFromFollowedBoxes) {
  Tracker tracker;
  EXPECT_THAT(update(tracker, 0, {face_at(0)}), ElementsAre(1));
  for (int i = 1; i <= 9; ++i)
    tracker.follow(i * 0.04, 1, {static_cast<float>(i) * 30, 0, 100, 100});
  EXPECT_THAT(update(tracker, 0.4, {face_at(300)}), ElementsAre(1));
  Tracker other;
  EXPECT_THAT(update(other, 0, {face_at(0)}), ElementsAre(1));
  EXPECT_THAT(update(other, 0.4, {face_at(300)}), ElementsAre(2));
}

TEST(Tracker, ForgetsTheLongestUnseenFirst) {
  TrackerOptions options;
  options.most_absent = 2;
  Tracker tracker(options);
  const auto feature = [](std::size_t k) {
    std::vector<float> f(8);
    f[k] = 1;
    return f;
  };
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_THAT(update(tracker, static_cast<double>(2 * k), {face_at(0, 0, feature(k))}),
                ElementsAre(static_cast<int>(k) + 1));
  }
  EXPECT_THAT(update(tracker, 10, {face_at(0, 0, feature(3))}), ElementsAre(4));
  EXPECT_THAT(update(tracker, 12, {face_at(0, 0, feature(0))}), ElementsAre(6));
}

TEST(Tracker, TakesOddFaces) {
  Tracker tracker;
  const float nan = std::nanf("");
  Face odd = face_at(nan, 0, {nan, 1, 0});
  Face empty;
  EXPECT_THAT(update(tracker, 0, {odd, empty, face_at(0, 0, {0, 0, 0})}), ElementsAre(1, 2, 3));
  // Features of another length, as of another model, say nothing.
  EXPECT_THAT(update(tracker, 0.1, {face_at(0, 0, {1, 0})}), ElementsAre(3));
  EXPECT_THAT(update(tracker, 0.2, {face_at(0, 0, anna)}), ElementsAre(3));
}

TEST(Tracker, RefusesTimesThatGoBackAndOddOptions) {
  Tracker tracker;
  (void)update(tracker, 1, {});
  (void)update(tracker, 1, {});
  EXPECT_THROW((void)update(tracker, 0.9, {}), Error);
  EXPECT_THROW((void)update(tracker, std::nan(""), {}), Error);
  EXPECT_THROW(tracker.follow(2, 1, {}), Error);
  TrackerOptions options;
  options.same_person = 0.1F;
  options.other_person = 0.45F;
  EXPECT_THROW(Tracker{options}, Error);
  options = {};
  options.longest_gap = std::numeric_limits<double>::infinity();
  EXPECT_THROW(Tracker{options}, Error);
}

Face with_quality(Face face, float quality) {
  face.quality = quality;
  return face;
}

TEST(Tracker, LearnsWhoSomebodyIsFromTheBestFrames) {
  // Boris' face in bad frames looks like nobody's; away for a while, he is known by the good ones.
  const std::vector<float> blurred = {0, 0, 1};
  Tracker tracker;
  const auto at = [&](double seconds, const std::vector<float>& identity, float quality) {
    return update(tracker, seconds, {with_quality(face_at(0, 0, identity), quality)}).front();
  };
  TrackerOptions options;
  options.other_person = -1.0F;
  tracker = Tracker(options);
  EXPECT_EQ(at(0, boris, 4), 1);
  for (int i = 1; i <= 40; ++i) EXPECT_EQ(at(0.04 * i, blurred, 1), 1);
  EXPECT_EQ(update(tracker, 10, {with_quality(face_at(900, 0, boris), 4)}).front(), 1);
  // A first frame that was bad is forgotten once there is a good one.
  tracker = Tracker(options);
  EXPECT_EQ(at(0, blurred, 1), 1);
  EXPECT_EQ(at(0.04, boris, 4), 1);
  EXPECT_EQ(update(tracker, 10, {with_quality(face_at(900, 0, boris), 4)}).front(), 1);
  EXPECT_EQ(update(tracker, 20, {with_quality(face_at(0, 0, blurred), 4)}).front(), 2);
}

TEST(Tracker, PutsTheCosineOfOthersBelowThatOfTheSame) {
  TrackerOptions options;
  options.same_person = 0.5F;
  Tracker tracker(options);  // others are below 0.25
  EXPECT_THAT(update(tracker, 0, {face_at(0, 0, anna)}), ElementsAre(1));
  EXPECT_THAT(update(tracker, 0.04, {face_at(0, 0, {0.3F, 0.954F, 0})}), ElementsAre(1));
  tracker = Tracker(options);
  EXPECT_THAT(update(tracker, 0, {face_at(0, 0, anna)}), ElementsAre(1));
  EXPECT_THAT(update(tracker, 0.04, {face_at(0, 0, {0.2F, 0.98F, 0})}), ElementsAre(2));
}

}  // namespace
}  // namespace mien
