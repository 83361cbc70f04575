#include "paper/protocols/detection_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "eval/drawn_source.h"
#include "mien/core/error.h"

namespace mien::paper {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Detection seen(float x, float score) { return {{x, 0, 10, 10}, score, std::nullopt}; }

TEST(DetectionProtocol, ReadsBoxesAndWhetherTheyCount) {
  const std::vector<LabelledBox> boxes = read_boxes("1 2 3.5 4 1;5 6 7 8 0; 9 9 1 1 ;", "a.jpg");
  ASSERT_EQ(boxes.size(), 3U);
  EXPECT_EQ(boxes[0].box, (Box{1, 2, 3.5, 4}));
  EXPECT_TRUE(boxes[0].valid);
  EXPECT_FALSE(boxes[1].valid);
  EXPECT_TRUE(boxes[2].valid);
  EXPECT_TRUE(read_boxes("", "a.jpg").empty());
  for (const char* const text : {"1 2 3", "1 2 3 x", "1 2 3 4 5 6", "1 2 nan 4"}) {
    try {
      (void)read_boxes(text, "a.jpg");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr("a.jpg: "));
    }
  }
}

TEST(DetectionProtocol, MatchesAsWiderFaceDoes) {
  const std::vector<LabelledBox> faces = {{{0, 0, 10, 10}, true}, {{100, 0, 10, 10}, false}};
  // Found, found again, no face at all, a face that does not count, and one that overlaps by less
  // than a half: (10 - 4) / (10 + 4).
  EXPECT_THAT(match_detections(std::vector<Detection>{seen(1, 0.9F), seen(0, 0.8F), seen(50, 0.7F),
                                                      seen(101, 0.6F), seen(104, 0.5F)},
                               faces),
              ElementsAre(Match::found, Match::wrong, Match::wrong, Match::ignored, Match::wrong));
}

TEST(DetectionProtocol, TakesTheAreaBelowTheBestPrecision) {
  // Of four faces three are found: right, wrong, right, right (the ignored one counts for nothing).
  const std::vector<ScoredMatch> matches = {{0.9F, Match::found, 0},
                                            {0.8F, Match::wrong, 0},
                                            {0.75F, Match::ignored, 0},
                                            {0.7F, Match::found, 1},
                                            {0.6F, Match::found, 1}};
  const std::vector<std::size_t> faces = {1, 3};
  // Precision 1 up to the first, then 3/4 up to the third, then nothing.
  EXPECT_NEAR(average_precision(matches, faces), (1 + 0.75 + 0.75) / 4, 1e-12);
  // The second picture drawn twice, the first not at all: all that is found there is right.
  const std::vector<std::uint32_t> times = {0, 2};
  EXPECT_NEAR(average_precision(matches, faces, times), 4.0 / 6, 1e-12);
  const std::vector<std::size_t> none = {0, 0};
  EXPECT_TRUE(std::isnan(average_precision(matches, none)));
}

TEST(DetectionProtocol, CountsEqualScoresTogether) {
  const std::vector<std::size_t> faces = {1};
  const double first = average_precision({{0.5F, Match::found, 0}, {0.5F, Match::wrong, 0}}, faces);
  const double second =
      average_precision({{0.5F, Match::wrong, 0}, {0.5F, Match::found, 0}}, faces);
  EXPECT_EQ(first, second);
  EXPECT_NEAR(first, 0.5, 1e-12);
}

/// Finds the same boxes in each picture.
class SameBoxes : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& /*image*/) const override {
    return {{{1, 0, 10, 10}, 0.9F, std::nullopt}, {{4, 4, 8, 8}, 0.4F, std::nullopt}};
  }
};

std::vector<NamedDetector> same_boxes() {
  const auto detector = std::make_shared<SameBoxes>();
  return {{"same", 0.5, detector, detector}};
}

TEST(DetectionProtocol, ScoresPicturesWithBoxes) {
  // In the second picture there is no face; in the third one that does not count.
  const eval::DrawnSource source(
      "path,boxes,easy\nred.png,0 0 10 10 1;13 13 2 2 1,0\nblue.png,,\ngreen.png,0 0 10 10 0,\n");
  const DetectionEvaluation evaluation =
      evaluate_detection(source, same_boxes(), {.large = 5, .bootstrap = {.resamples = 20}});
  ASSERT_TRUE(evaluation.has_boxes);
  const DetectionScores& scores = evaluation.scores.at(0);
  EXPECT_EQ(scores.pictures, 3U);
  EXPECT_EQ(scores.faces, 2U);
  EXPECT_EQ(scores.large_faces, 1U);
  EXPECT_EQ(scores.boxes, 3U);
  EXPECT_EQ(scores.recall.value, 1);
  EXPECT_NEAR(scores.false_per_picture.value, 1 / 3.0, 1e-9);
  // One of two faces, at a precision of a half, since the box of 0.9 is wrong in the second one.
  EXPECT_NEAR(scores.precision.at("all").value, 0.25, 1e-9);
  EXPECT_NEAR(scores.precision.at("easy").value, 0.5, 1e-9);
  EXPECT_LE(scores.recall.interval.low, 1);
}

TEST(DetectionProtocol, ScoresPicturesWithAFaceInTheirMiddle) {
  const eval::DrawnSource source("path\nred.png\nblue.png\n");
  const DetectionScores scores =
      evaluate_detection(source, same_boxes(), {.bootstrap = {.resamples = 0}}).scores.at(0);
  EXPECT_EQ(scores.centre_found.value, 1);
  EXPECT_EQ(scores.others_per_picture.value, 0);
}

TEST(DetectionProtocol, NamesLabelsThatCannotBe) {
  const eval::DrawnSource source("path,boxes,easy\nred.png,0 0 10 10 1,3\n");
  try {
    (void)evaluate_detection(source, same_boxes(), {});
    ADD_FAILURE() << "expected an error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("\"easy\": expected numbers of the 1 boxes"));
  }
}

}  // namespace
}  // namespace mien::paper
