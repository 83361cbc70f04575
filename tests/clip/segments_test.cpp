#include "mien/clip/segments.h"

#include <gmock/gmock.h>

#include <cmath>

#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;

Classification answer(float neutral, float happiness, float anger = 0) {
  return with_best_label({{"neutral", neutral}, {"happiness", happiness}, {"anger", anger}});
}

const Classification calm = answer(0.8F, 0.1F, 0.1F);
const Classification glad = answer(0.1F, 0.7F, 0.2F);
const Classification cross = answer(0.1F, 0.3F, 0.6F);

/// Frames of 0.1 s from a text: a letter for each frame, n, h or a; a dot for a frame without.
struct Built {
  SegmentBuilder builder;
  std::string events;
  explicit Built(std::string_view frames, const SegmentOptions& options = {}) : builder(options) {
    double seconds = 0;
    for (const char c : frames) {
      if (c != '.') {
        const SegmentEvent event = builder.add(seconds, c == 'n' ? calm : c == 'h' ? glad : cross);
        events += event == SegmentEvent::none        ? '-'
                  : event == SegmentEvent::candidate ? 'c'
                  : event == SegmentEvent::begun     ? 'b'
                                                     : 's';
        builder.lasted(0.1);
      } else {
        events += '.';
      }
      seconds += 0.1;
    }
  }
  /// "neutral 0.0-0.5 seen 0.5", one after the other.
  [[nodiscard]] std::string text() const {
    std::string all;
    for (const ExpressionSegment& s : builder.segments()) {
      char line[80];
      std::snprintf(line, sizeof line, "%s%s %.1f-%.1f seen %.1f", all.empty() ? "" : "; ",
                    s.label.c_str(), s.begin, s.end, s.seen);
      all += line;
    }
    return all;
  }
};

TEST(Segments, BeginWhereTheExpressionBeganOnceItHasLasted) {
  const Built run("nnnnnnhhhhhh");
  EXPECT_EQ(run.text(), "neutral 0.0-0.6 seen 0.6; happiness 0.6-1.2 seen 0.6");
  EXPECT_EQ(run.events, "s-----c---b-");
  EXPECT_EQ(run.builder.changes(), 1);
  EXPECT_NEAR(run.builder.segments()[0].confidence, 0.8F, 1e-6F);
  EXPECT_NEAR(run.builder.segments()[1].confidence, 0.7F, 1e-6F);
}

TEST(Segments, LeaveOutWhatDoesNotLast) {
  const Built run("nnnnnnhhhnnnnahnnn");
  EXPECT_EQ(run.text(), "neutral 0.0-1.8 seen 1.8");
  EXPECT_EQ(run.builder.changes(), 0);
  // 13 frames of 0.8, and 5 of 0.1 as joined.
  EXPECT_NEAR(run.builder.segments()[0].confidence, (13 * 0.8 + 5 * 0.1) / 18, 1e-6);
}

TEST(Segments, JoinAFirstOneThatDoesNotLastToTheNext) {
  const Built run("nnhhhhhhhh");
  EXPECT_EQ(run.text(), "happiness 0.0-1.0 seen 1.0");
  EXPECT_EQ(run.builder.changes(), 0);
  EXPECT_EQ(Built("nhh").text(), "happiness 0.0-0.3 seen 0.3");
  EXPECT_EQ(Built("nnh").text(), "neutral 0.0-0.3 seen 0.3");
}

TEST(Segments, EndAtGapsAndBridgeShortOnes) {
  // Unseen for 0.9 s: bridged. For 1.1 s: a new segment, and no change.
  EXPECT_EQ(Built("nnnnn.........nnnnn").text(), "neutral 0.0-1.9 seen 1.0");
  const Built run("nnnnn...........hhhhh");
  EXPECT_EQ(run.text(), "neutral 0.0-0.5 seen 0.5; happiness 1.6-2.1 seen 0.5");
  EXPECT_EQ(run.builder.changes(), 0);
  EXPECT_EQ(run.events, "s----...........s----");
  // A candidate that lasted when the gap came is a segment; one that did not is none.
  EXPECT_EQ(Built("nnnnnhhhh...........n").text(),
            "neutral 0.0-0.5 seen 0.5; happiness 0.5-0.9 seen 0.4; neutral 2.0-2.1 seen 0.1");
  EXPECT_EQ(Built("nnnnnhh...........n").text(),
            "neutral 0.0-0.7 seen 0.7; neutral 1.8-1.9 seen 0.1");
}

TEST(Segments, NeedAMarginToChange) {
  SegmentBuilder builder;
  for (int i = 0; i < 20; ++i) {
    (void)builder.add(i * 0.1, i < 10 ? answer(0.52F, 0.48F) : answer(0.48F, 0.52F));
    builder.lasted(0.1);
  }
  ASSERT_EQ(builder.segments().size(), 1U);
  EXPECT_EQ(builder.segments()[0].label, "neutral");
  SegmentBuilder keen({0.4, 0.02F, 1});
  for (int i = 0; i < 20; ++i) {
    (void)keen.add(i * 0.1, i < 10 ? answer(0.52F, 0.48F) : answer(0.48F, 0.52F));
    keen.lasted(0.1);
  }
  EXPECT_EQ(keen.segments().size(), 2U);
}

TEST(Segments, CountSecondsAndNotFrames) {
  // 30 frames in 0.3 s of happiness, 3 frames in 3 s of anger.
  SegmentBuilder builder({0.2, 0.1F, 2});
  for (int i = 0; i < 30; ++i) {
    (void)builder.add(i * 0.01, glad);
    builder.lasted(0.01);
  }
  for (int i = 0; i < 3; ++i) {
    (void)builder.add(0.3 + i, cross);
    builder.lasted(1);
  }
  const auto segments = builder.segments();
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_NEAR(segments[0].seen, 0.3, 1e-9);
  EXPECT_NEAR(segments[1].begin, 0.3, 1e-9);
  EXPECT_NEAR(segments[1].seen, 3, 1e-9);
}

TEST(Segments, WithoutALeastLengthAreRunsOfEqualLabels) {
  const Built run("nhhan", {0, 0, 1});
  EXPECT_EQ(run.text(),
            "neutral 0.0-0.1 seen 0.1; happiness 0.1-0.3 seen 0.2; anger 0.3-0.4 seen 0.1; "
            "neutral 0.4-0.5 seen 0.1");
  EXPECT_EQ(run.builder.changes(), 3);
  EXPECT_EQ(run.events, "ss-ss");
}

TEST(Segments, OfOneFrameOrNone) {
  EXPECT_EQ(Built("h").text(), "happiness 0.0-0.1 seen 0.1");
  EXPECT_TRUE(SegmentBuilder().segments().empty());
  SegmentBuilder builder;
  EXPECT_EQ(builder.add(0, Classification()), SegmentEvent::none);
  builder.lasted(1);
  EXPECT_TRUE(builder.segments().empty());
  EXPECT_EQ(builder.add(1, glad), SegmentEvent::started);
  // Until it is known how long it lasts, a frame is a moment.
  ASSERT_EQ(builder.segments().size(), 1U);
  EXPECT_EQ(builder.segments()[0].end, 1);
  EXPECT_NEAR(builder.segments()[0].confidence, 0.7F, 1e-6F);
}

TEST(Segments, RefuseOddOptions) {
  EXPECT_THROW(SegmentBuilder({-1, 0.1F, 1}), Error);
  EXPECT_THROW(SegmentBuilder({0.4, 1.5F, 1}), Error);
  EXPECT_THROW(SegmentBuilder({0.4, 0.1F, std::nan("")}), Error);
}

TEST(MeanClassification, WeighsAnswers) {
  MeanClassification mean;
  EXPECT_FALSE(mean.mean());
  mean.add(answer(0.8F, 0.2F), 1);
  mean.add(answer(0.2F, 0.8F), 3);
  mean.add({}, 100);
  EXPECT_EQ(mean.mean()->label, "happiness");
  EXPECT_NEAR(mean.mean()->probabilities[0].probability, 0.35F, 1e-6F);
  mean.add(with_best_label({{"fear", 1}}), 4);
  EXPECT_EQ(mean.mean()->label, "fear");
  EXPECT_NEAR(mean.mean()->probabilities[3].probability, 0.5F, 1e-6F);
  EXPECT_NEAR(mean.mean()->probabilities[0].probability, 0.175F, 1e-6F);
}

TEST(MeanClassification, CountsAlikeWithoutWeights) {
  MeanClassification mean;
  mean.add(answer(1, 0), 0);
  mean.add(answer(0, 1), 0);
  mean.add(answer(0, 1), 0);
  EXPECT_NEAR(mean.mean()->probabilities[1].probability, 2 / 3.0F, 1e-6F);
}

}  // namespace
}  // namespace mien
