#include "mien/report/timeline.h"

#include <gmock/gmock.h>

#include "mien/core/error.h"
#include "report/plots/timeline_runs.h"
#include "report/sample_clips.h"
#include "report/well_formed.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string text_of(const std::vector<TimelineRun>& runs) {
  std::string text;
  for (const TimelineRun& run : runs)
    text += run.label + "@" + std::to_string(run.first) + "+" + std::to_string(run.columns) + " ";
  return text;
}

TEST(TimelineRuns, PutSegmentsIntoColumns) {
  const std::vector<ExpressionSegment> segments = {segment(0, 3, "a"), segment(3, 4.6, "b"),
                                                   segment(6, 10, "a")};
  EXPECT_EQ(text_of(timeline_runs(segments, 0, 10, 10)), "a@0+3 b@3+2 a@6+4 ");
  EXPECT_EQ(text_of(timeline_runs(segments, 0, 10, 1)), "a@0+1 ");
  EXPECT_TRUE(timeline_runs({}, 0, 10, 10).empty());
}

TEST(TimelineRuns, ShowWhatLastsLongestInAColumnAndNeverHideAPersonSeen) {
  const std::vector<ExpressionSegment> segments = {segment(0.1, 0.3, "a"), segment(0.3, 0.7, "b"),
                                                   segment(0.7, 1, "a"), segment(5.2, 5.2, "c")};
  // In the first column a has 0.5 s and b 0.4 s; a moment is a column.
  EXPECT_EQ(text_of(timeline_runs(segments, 0, 10, 10)), "a@0+1 c@5+1 ");
}

TEST(TimelineRuns, AreNoMoreThanColumnsInAnyClip) {
  std::vector<ExpressionSegment> segments;
  for (int i = 0; i < 100000; ++i)
    segments.push_back(segment(i * 0.1, (i + 1) * 0.1, i % 2 == 0 ? "a" : "b"));
  EXPECT_LE(timeline_runs(segments, 0, 10000, 700).size(), 700U);
}

TEST(Timeline, ShowsWhenNamedPeopleAreSeenInsteadOfExpressions) {
  const ClipSummary clip = clip_of("a.mp4", 10, {full_person(1), full_person(2)});
  const TimelineOptions options{
      .people = {{1, {"Ann <Lee>", "distance 0.61", {{0, 2.5}, {2.501, 3}, {6, 10}, {9, 8}}}}}};
  const std::string svg = plot_timeline(clip, {}, options);
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_THAT(svg, HasSubstr(">Person 1: Ann &lt;Lee&gt;<"));
  EXPECT_THAT(svg, HasSubstr(">distance 0.61<"));
  EXPECT_THAT(svg, HasSubstr("Person 1: Ann &lt;Lee&gt;, 0.0 s to 3.0 s"));
  EXPECT_THAT(svg, HasSubstr("Person 1: Ann &lt;Lee&gt;, 6.0 s to 10.0 s"));
  EXPECT_THAT(svg, HasSubstr(">Person 2<"));
  EXPECT_THAT(svg, Not(HasSubstr("valence")));
  EXPECT_THAT(svg, Not(HasSubstr("happiness")));
}

TEST(Timeline, BreaksCurvesWhereAPersonWasNotSeen) {
  TrackSummary track = full_person(1);
  track.affect_curve = {{.begin = 0, .end = 0.5, .affect = {}},
                        {.begin = 0.5, .end = 1, .affect = {}},
                        {.begin = 5, .end = 5.5, .affect = {}}};
  const std::string svg = plot_timeline(clip_of("a.mp4", 10, {track}));
  const std::size_t legend = svg.find("class=\"curve c0\"");
  const std::size_t curve = svg.find("class=\"curve c0\"", legend + 1);
  ASSERT_NE(curve, std::string::npos);
  const std::string path = svg.substr(curve, svg.find("/>", curve) - curve);
  EXPECT_EQ(occurrences(path, "M"), 2);
  EXPECT_EQ(occurrences(path, "L"), 1);
  const std::string none = plot_timeline(clip_of("a.mp4", 10, {person(1, {})}));
  EXPECT_THAT(none, Not(HasSubstr("valence")));
}

TEST(Timeline, DrawsARowForEachPerson) {
  const ClipSummary clip =
      clip_of("a.mp4", 10, {full_person(1), person(2, {segment(5, 10, "sadness")})});
  const std::string svg = plot_timeline(clip, {}, {.title = "A clip"});
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  // The bars of both, and the curves of the one who has some.
  EXPECT_EQ(occurrences(svg, "class=\"lane\""), 3);
  EXPECT_THAT(svg, HasSubstr(">valence<"));
  EXPECT_THAT(svg, HasSubstr(">arousal<"));
  // Once in the legend and once with the two points.
  EXPECT_EQ(occurrences(svg, "class=\"curve c0\""), 2);
  EXPECT_EQ(occurrences(svg, "class=\"curve c1\""), 2);
  EXPECT_THAT(svg, HasSubstr(">Person 1: 31 years, female<"));
  EXPECT_THAT(svg, HasSubstr(">happiness 63%, 1 change<"));
  EXPECT_THAT(svg, HasSubstr(">Person 2<"));
  EXPECT_THAT(svg, HasSubstr("<title>sadness, 5.0 s to 10.0 s</title>"));
  EXPECT_THAT(svg, HasSubstr(">10 s<"));
  // Legend and bar of each.
  EXPECT_EQ(occurrences(svg, "<rect fill=\"#60a5fa\""), 2);
  EXPECT_EQ(occurrences(svg, "<rect fill=\"#ffcd40\""), 2);
  EXPECT_THAT(svg, Not(HasSubstr("anger")));
}

TEST(Timeline, ShowsThumbnailsWhereThereIsRoom) {
  const ClipSummary clip = clip_of("a.mp4", 10, {full_person(1)});
  const std::vector<std::byte> picture = {std::byte{0xFF}, std::byte{0xD8}};
  const std::vector<ClipThumbnail> thumbnails = {
      {1, 5, picture}, {1, 0, picture}, {1, 0.1, picture},         {1, 10, picture},
      {9, 3, picture}, {1, 7, {}},      {1, std::nan(""), picture}};
  const std::string svg = plot_timeline(clip, thumbnails);
  EXPECT_EQ(XmlCheck::problem_of(svg), "");
  EXPECT_EQ(occurrences(svg, "<image href=\"data:image/jpeg;base64,/9g=\""), 3);
  EXPECT_EQ(occurrences(plot_timeline(clip), "<image"), 0);
}

TEST(Timeline, IsWellFormedAndSmallWhateverIsInIt) {
  for (const ClipSummary& clip : sample_clips()) {
    const std::string svg = plot_timeline(clip, {}, {.title = clip.clip});
    EXPECT_EQ(XmlCheck::problem_of(svg), "") << clip.clip;
    EXPECT_EQ(occurrences(svg, "<script"), 0);
    EXPECT_EQ(occurrences(svg, "width=\"-"), 0);
    EXPECT_EQ(occurrences(svg, "nan"), 0);
  }
  EXPECT_THAT(plot_timeline(ClipSummary()), HasSubstr(">no face<"));
  ClipSummary hostile = clip_of(hostile_text, 1, {person(1, {segment(0, 1, hostile_text)})});
  EXPECT_EQ(XmlCheck::problem_of(plot_timeline(hostile, {}, {.title = hostile_text})), "");

  // Half an hour that changes ten times a second.
  std::vector<ExpressionSegment> segments;
  for (int i = 0; i < 18000; ++i)
    segments.push_back(segment(i * 0.1, (i + 1) * 0.1, i % 2 == 0 ? "anger" : "fear"));
  EXPECT_LT(plot_timeline(clip_of("long.mp4", 1800, {person(1, segments)})).size(), 200000U);
}

TEST(Timeline, ShowsThoseSeenLongest) {
  std::vector<TrackSummary> people;
  for (int i = 1; i <= 9; ++i)
    people.push_back(person(i, {segment(0, i % 2 == 0 ? 5 : 1, "fear")}));
  const std::string svg = plot_timeline(clip_of("a.mp4", 10, people), {}, {.most_rows = 4});
  EXPECT_EQ(occurrences(svg, "class=\"lane\""), 4);
  EXPECT_LT(svg.find(">Person 2<"), svg.find(">Person 8<"));
  EXPECT_THAT(svg, HasSubstr(">and 5 people seen for shorter<"));
}

TEST(Timeline, StartsAtTheFirstFrame) {
  ClipSummary clip = clip_of("stream", 10, {person(1, {segment(1000, 1010, "fear")})});
  clip.begin = 1000;
  const std::string svg = plot_timeline(clip);
  EXPECT_THAT(svg, HasSubstr(">16:40<"));
  EXPECT_THAT(svg, Not(HasSubstr(">0 s<")));
}

TEST(Timeline, RefusesOddSizes) {
  EXPECT_THROW((void)plot_timeline({}, {}, {.width = 10}), Error);
  EXPECT_THROW((void)plot_timeline({}, {}, {.most_rows = 0}), Error);
}

}  // namespace
}  // namespace mien
