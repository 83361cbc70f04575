#include "mien/clip/summary.h"

#include <gmock/gmock.h>

#include <cmath>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::Pair;

TrackedFace face(int track, float happiness, float side = 100, bool detected = true) {
  Face result;
  result.box = {0, 0, side, side};
  result.age = 30 + 10 * happiness;
  result.age_interval = AgeInterval{.low = 20, .high = 40 + 10 * happiness};
  result.affect = Affect{.valence = happiness, .arousal = -0.5F * happiness};
  result.emotion = with_best_label({{"neutral", 1 - happiness}, {"happiness", happiness}});
  return {track, detected, result};
}

float happiness_of(const std::optional<Classification>& answer) {
  return answer->probabilities.at(1).probability;
}

TEST(ClipSummary, OfNothingIsEmpty) {
  const ClipSummary clip = ClipSummaryBuilder().summary();
  EXPECT_EQ(clip.frames, 0);
  EXPECT_EQ(clip.seconds, 0);
  EXPECT_FALSE(clip.emotion);
  EXPECT_TRUE(clip.tracks.empty());
  EXPECT_EQ(clip.dominant, "");
}

TEST(ClipSummary, OfFramesWithoutFaces) {
  ClipSummaryBuilder builder;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(builder.add({i, i * 0.2, {}}).empty());
  const ClipSummary clip = builder.summary();
  EXPECT_EQ(clip.frames, 5);
  EXPECT_EQ(clip.frames_used, 5);
  EXPECT_EQ(clip.frames_with_face, 0);
  EXPECT_NEAR(clip.seconds, 1, 1e-9);
  EXPECT_FALSE(clip.group_emotion);
  EXPECT_TRUE(clip.shares.empty());
}

TEST(ClipSummary, OfOneFrameLastsAsTheFrameRateSays) {
  for (const double rate : {0.0, 10.0}) {
    SummaryOptions options;
    options.frame_rate = rate;
    ClipSummaryBuilder builder(options);
    const auto changes = builder.add({0, 3, {face(1, 0.9F)}});
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].event, SegmentEvent::started);
    const ClipSummary clip = builder.summary();
    EXPECT_EQ(clip.begin, 3);
    EXPECT_NEAR(clip.seconds, rate == 0 ? 0.04 : 0.1, 1e-9);
    ASSERT_EQ(clip.tracks.size(), 1U);
    EXPECT_EQ(clip.tracks[0].dominant, "happiness");
    EXPECT_EQ(clip.tracks[0].frames, 1);
    EXPECT_NEAR(*clip.tracks[0].age, 39, 1e-4);
    EXPECT_NEAR(clip.tracks[0].age_interval->low, 20, 1e-4);
    EXPECT_NEAR(clip.tracks[0].age_interval->high, 49, 1e-4);
    ASSERT_TRUE(clip.tracks[0].affect);
    EXPECT_NEAR(clip.tracks[0].affect->valence, 0.9, 1e-5);
    EXPECT_NEAR(clip.tracks[0].affect->arousal, -0.45, 1e-5);
    ASSERT_EQ(clip.tracks[0].affect_curve.size(), 1U);
    EXPECT_EQ(clip.tracks[0].affect_curve[0].begin, 3);
    EXPECT_EQ(clip.tracks[0].changes_per_minute, 0);
    ASSERT_EQ(clip.tracks[0].segments.size(), 1U);
    EXPECT_NEAR(clip.tracks[0].segments[0].end, 3 + clip.seconds, 1e-9);
  }
}

TEST(ClipSummary, CountsByTimeAtAVariableFrameRate) {
  // Person 1: neutral for 1 s in 100 frames, then happy for 3 s in 6 frames of half a second.
  ClipSummaryBuilder builder;
  for (int i = 0; i < 100; ++i) (void)builder.add({i, i * 0.01, {face(1, 0.2F)}});
  for (int i = 0; i < 6; ++i) (void)builder.add({100 + i, 1 + i * 0.5, {face(1, 1)}});
  const ClipSummary clip = builder.summary();
  EXPECT_NEAR(clip.seconds, 4, 1e-9);
  ASSERT_EQ(clip.tracks.size(), 1U);
  const TrackSummary& track = clip.tracks[0];
  EXPECT_NEAR(track.seen, 4, 1e-9);
  EXPECT_NEAR(track.end, 4, 1e-9);
  EXPECT_EQ(track.frames, 106);
  EXPECT_EQ(track.dominant, "happiness");
  ASSERT_EQ(track.shares.size(), 2U);
  EXPECT_EQ(track.shares[0].label, "neutral");
  EXPECT_NEAR(track.shares[0].probability, 0.25F, 1e-6F);
  EXPECT_NEAR(track.shares[1].probability, 0.75F, 1e-6F);
  EXPECT_NEAR(happiness_of(track.emotion), 0.25F * 0.2F + 0.75F, 1e-6F);
  EXPECT_NEAR(*track.age, 0.25F * 32 + 0.75F * 40, 1e-4F);
  EXPECT_EQ(track.changes, 1);
  EXPECT_NEAR(track.changes_per_minute, 15, 1e-6);
  EXPECT_NEAR(happiness_of(clip.emotion), happiness_of(track.emotion), 1e-6F);
}

TEST(ClipSummary, LabelsClipByTheLargestFaceAndGroupByAll) {
  // Two frames of equal length. In the first the large face is neutral and two small ones are
  // happy, in the second the only face is half happy.
  ClipSummaryBuilder builder;
  (void)builder.add({0, 0, {face(1, 1, 40), face(2, 0, 200), face(3, 0.8F, 50)}});
  (void)builder.add({1, 1, {face(1, 0.5F, 40)}});
  const ClipSummary clip = builder.summary();
  EXPECT_NEAR(happiness_of(clip.emotion), (0 + 0.5F) / 2, 1e-6F);
  EXPECT_NEAR(happiness_of(clip.group_emotion), (0.6F + 0.5F) / 2, 1e-6F);
  EXPECT_EQ(clip.emotion->label, "neutral");
  EXPECT_EQ(clip.group_emotion->label, "happiness");
  EXPECT_EQ(clip.frames_with_face, 2);
}

TEST(ClipSummary, IsUnsureAsTheModelOfItsFacesIs) {
  ClipSummaryBuilder builder;
  for (int i = 0; i < 4; ++i) {
    TrackedFace next = face(1, i < 2 ? 0.45F : 0.6F);
    next.face.emotion->sure_from = 0.75F;
    (void)builder.add({i, static_cast<double>(i), {next}});
  }
  const ClipSummary clip = builder.summary();
  EXPECT_EQ(clip.tracks.at(0).emotion->sure_from, 0.75F);
  EXPECT_TRUE(clip.tracks.at(0).emotion->unsure());
  EXPECT_EQ(clip.tracks.at(0).emotion->label, "happiness");
}

TEST(ClipSummary, SumsPeopleUp) {
  // Person 1 is seen for 2 s and changes once; person 2 for 1 s.
  ClipSummaryBuilder builder;
  for (int i = 0; i < 20; ++i) {
    FrameFaces frame{i, i * 0.1, {face(1, i < 10 ? 0.1F : 0.9F, 100, i % 5 == 0)}};
    if (i >= 5 && i < 15) frame.faces.push_back(face(7, 0.9F));
    (void)builder.add(frame);
  }
  const ClipSummary clip = builder.summary();
  ASSERT_EQ(clip.tracks.size(), 2U);
  EXPECT_EQ(clip.tracks[0].detected, 4);
  EXPECT_EQ(clip.tracks[1].track, 7);
  EXPECT_NEAR(clip.tracks[1].begin, 0.5, 1e-9);
  EXPECT_NEAR(clip.tracks[1].end, 1.5, 1e-9);
  EXPECT_EQ(clip.changes, 1);
  EXPECT_NEAR(clip.changes_per_minute, 20, 1e-6);
  EXPECT_EQ(clip.dominant, "happiness");
  EXPECT_NEAR(clip.shares[1].probability, 2 / 3.0F, 1e-6F);
}

TEST(ClipSummary, TellsWhenExpressionsBegin) {
  ClipSummaryBuilder builder;
  std::vector<std::pair<int, SegmentEvent>> events;
  for (int i = 0; i < 20; ++i) {
    for (const ExpressionChange& change :
         builder.add({i, i * 0.1, {face(3, i < 10 ? 0.1F : 0.9F)}})) {
      EXPECT_EQ(change.track, 3);
      events.emplace_back(i, change.event);
    }
  }
  EXPECT_THAT(events, ElementsAre(Pair(0, SegmentEvent::started), Pair(10, SegmentEvent::candidate),
                                  Pair(14, SegmentEvent::begun)));
  EXPECT_NEAR(builder.summary().tracks[0].segments[1].begin, 1.0, 1e-9);
}

TEST(ClipSummary, CountsAFrameOfAStalledCameraForASecondAtMost) {
  ClipSummaryBuilder builder;
  (void)builder.add({0, 0, {face(1, 1)}});
  (void)builder.add({1, 500, {face(1, 1)}});
  (void)builder.add({2, 500.5, {}});
  const ClipSummary clip = builder.summary();
  EXPECT_NEAR(clip.tracks[0].seen, 1.5, 1e-9);
  EXPECT_NEAR(clip.seconds, 501, 1e-9);
}

TEST(ClipSummary, TakesAFaceOfOneFrameAndFacesWithoutExpression) {
  ClipSummaryBuilder builder;
  Face bare;
  bare.box = {0, 0, 500, 500};
  for (int i = 0; i < 10; ++i) {
    FrameFaces frame{i, i * 0.1, {{1, true, bare}}};
    if (i == 4) frame.faces.push_back(face(2, 0.9F));
    (void)builder.add(frame);
  }
  const ClipSummary clip = builder.summary();
  ASSERT_EQ(clip.tracks.size(), 2U);
  EXPECT_TRUE(clip.tracks[0].segments.empty());
  EXPECT_EQ(clip.tracks[0].dominant, "");
  EXPECT_FALSE(clip.tracks[0].age);
  EXPECT_EQ(clip.tracks[1].frames, 1);
  EXPECT_NEAR(clip.tracks[1].seen, 0.1, 1e-9);
  EXPECT_EQ(clip.tracks[1].segments.size(), 1U);
  EXPECT_FALSE(clip.emotion);  // the largest face never has one
  EXPECT_EQ(clip.group_emotion->label, "happiness");
}

TEST(ClipSummary, CanBeReadAtAnyTimeWithoutChangingIt) {
  ClipSummaryBuilder builder;
  ClipSummaryBuilder untouched;
  for (int i = 0; i < 30; ++i) {
    const FrameFaces frame{i, i * 0.1, {face(1, i % 12 < 6 ? 0.1F : 0.9F)}};
    (void)builder.add(frame);
    (void)builder.summary();
    (void)untouched.add(frame);
  }
  EXPECT_EQ(builder.summary().tracks[0].segments.size(),
            untouched.summary().tracks[0].segments.size());
  EXPECT_EQ(builder.summary().changes, untouched.summary().changes);
  EXPECT_GT(builder.summary().changes, 3);
}

TEST(ClipSummary, RefusesWhatCannotBe) {
  ClipSummaryBuilder builder;
  (void)builder.add({0, 1, {}});
  EXPECT_THROW((void)builder.add({1, 0.5, {}}), Error);
  EXPECT_THROW((void)builder.add({1, std::nan(""), {}}), Error);
  EXPECT_THROW((void)builder.add({1, 2, {face(1, 0), face(1, 0)}}), Error);
  EXPECT_EQ(builder.summary().frames, 1);
  SummaryOptions options;
  options.longest_frame = 0;
  EXPECT_THROW(ClipSummaryBuilder{options}, Error);
  options = {};
  options.segments.margin = 2;
  EXPECT_THROW(ClipSummaryBuilder{options}, Error);
}

}  // namespace
}  // namespace mien
