#include "eval/fairness.h"

#include <gmock/gmock.h>

#include <cmath>

#include "eval/drawn_source.h"
#include "tiny_onnx.h"

namespace mien::eval {
namespace {

/// Red is taken for anger and blue for happiness. There are 30 pictures of each camera. The first
/// 27 of "a" and 18 of "b" are labelled as they are seen, and 5 of "c".
std::shared_ptr<const dataset::PictureSource> cameras() {
  std::string csv = "path,label,camera,person\n";
  const auto add = [&](const char* camera, int count, int right) {
    for (int i = 0; i < count; ++i) {
      const bool red = i % 2 == 0;
      const bool anger = red == (i < right);
      csv += (red ? "red" : "blue") + std::string(camera) + std::to_string(i) +
             (anger ? ",anger," : ",happiness,") + camera + ",p" + std::to_string(i / 3) + "\n";
    }
  };
  add("a", 30, 27);
  add("b", 30, 18);
  add("c", 5, 0);
  return std::make_shared<DrawnSource>(csv);
}

Network tiny_network() {
  return Network::from_memory(tiny_onnx(4, format_metadata(tiny_metadata(4))), "tiny", {});
}

std::vector<FairnessGap> gaps_of(const EvaluationOptions& options) {
  return fairness_gaps(evaluate(tiny_network(), cameras(), options), options);
}

const FairnessGap& gap_of(const std::vector<FairnessGap>& gaps, const std::string& score) {
  for (const FairnessGap& gap : gaps) {
    if (gap.score == score) return gap;
  }
  throw std::runtime_error("no gap of " + score);
}

EvaluationOptions by_camera() {
  EvaluationOptions options;
  options.groups = {"camera"};
  return options;
}

TEST(FairnessGaps, AreBetweenTheFarthestLargeGroups) {
  const std::vector<FairnessGap> gaps = gaps_of(by_camera());
  ASSERT_EQ(gaps.size(), 4U);  // every score
  const FairnessGap& gap = gap_of(gaps, "accuracy");
  EXPECT_EQ(gap.attribute, "emotion");
  EXPECT_EQ(gap.column, "camera");
  EXPECT_EQ(gap.highest, "a");
  EXPECT_EQ(gap.lowest, "b");  // c is lower, and small
  EXPECT_NEAR(gap.gap, 0.9 - 0.6, 1e-12);
  ASSERT_EQ(gap.groups.size(), 3U);
  EXPECT_EQ(gap.groups[2].samples, 5U);
  EXPECT_EQ(gap.groups[2].value, 0);
  for (std::size_t i = 1; i < gaps.size(); ++i) EXPECT_GE(gaps[i - 1].gap, gaps[i].gap);
}

TEST(FairnessGaps, HaveTheIntervalOfADifferenceOfShares) {
  const FairnessGap gap = gap_of(gaps_of(by_camera()), "accuracy");
  // Normal approximation of the difference of two independent shares of 30.
  const double half = 1.96 * std::sqrt(0.9 * 0.1 / 30 + 0.6 * 0.4 / 30);
  EXPECT_NEAR(gap.interval.low, 0.3 - half, 0.03);
  EXPECT_NEAR(gap.interval.high, 0.3 + half, 0.03);
}

TEST(FairnessGaps, DrawPicturesOfAPersonTogether) {
  EvaluationOptions options = by_camera();
  options.resample_by = "person";
  const FairnessGap gap = gap_of(gaps_of(options), "accuracy");
  // All wrong answers are those of the last people: clusters make the interval wider.
  const FairnessGap alone = gap_of(gaps_of(by_camera()), "accuracy");
  EXPECT_GT(gap.interval.high - gap.interval.low, alone.interval.high - alone.interval.low);
}

TEST(FairnessGaps, NeedTwoLargeGroups) {
  EvaluationOptions options;
  options.groups = {"person"};
  const std::vector<FairnessGap> gaps = gaps_of(options);
  const FairnessGap& gap = gap_of(gaps, "accuracy");
  EXPECT_TRUE(std::isnan(gap.gap));
  EXPECT_EQ(gap.highest, "");
  EXPECT_TRUE(std::isnan(gap.interval.low));
}

TEST(FairnessGaps, OfClassesAreAccuracyAndCalibration) {
  EvaluationOptions options;
  options.groups = {"label"};
  std::vector<std::string> scores;
  for (const FairnessGap& gap : gaps_of(options)) scores.push_back(gap.score);
  EXPECT_THAT(scores, testing::UnorderedElementsAre("accuracy", "calibration error"));
}

TEST(SortGaps, PutsSharesFirstAndNoGapLast) {
  const auto gap = [](Unit unit, double size) {
    FairnessGap result;
    result.unit = unit;
    result.gap = size;
    return result;
  };
  std::vector<FairnessGap> gaps = {gap(Unit::years, 4), gap(Unit::share, std::nan("")),
                                   gap(Unit::share, 0.1), gap(Unit::share, 0.2)};
  sort_gaps(gaps);
  EXPECT_EQ(gaps[0].gap, 0.2);
  EXPECT_EQ(gaps[1].gap, 0.1);
  EXPECT_TRUE(std::isnan(gaps[2].gap));
  EXPECT_EQ(gaps[3].unit, Unit::years);
}

}  // namespace
}  // namespace mien::eval
