#include "paper/protocols/affwild2.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "core/output_file.h"
#include "dataset/drawn_pictures.h"
#include "mien/media/image_io.h"
#include "temporary_folder.h"

namespace mien::paper {
namespace {

namespace fs = std::filesystem;
using dataset::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

class AffWild2Test : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_.path() / name).parent_path());
    write_file(folder_.path() / name, text);
  }
  void draw(const std::string& video, int frame) const {
    write(fmt::format("cropped_aligned/{}/{:05}.jpg", video, frame), "a picture");
  }

  /// Two videos for validation, of which one has no valence and arousal, and one for training.
  void write_set() const {
    write(
        "annotations/EXPR_Set/Validation_Set/a.txt",
        "Neutral,Anger,Disgust,Fear,Happiness,Sadness,Surprise\r\n4\r\n-1\r\n1\r\n5\r\n0\r\n6\r\n");
    // Its valence and arousal are among those for training.
    write("annotations/VA_Set/Train_Set/a.txt",
          "valence,arousal\n0.5,0.25\n0.1,0.1\n-0.5,0.75\n-5,-5\n0,0\n");
    write("annotations/EXPR_Set/Validation_Set/b.txt", "head\n3\n");
    write("annotations/EXPR_Set/Train_Set/c_left.txt", "head\n2\n");
    write("annotations/VA_Set/Train_Set/c_left.txt", "valence,arousal\n1,-1\n");
    for (const int frame : {1, 2, 3, 4, 6}) draw("a", frame);
    draw("b", 1);
    draw("c_left", 1);
  }

  [[nodiscard]] std::string message(AffWild2Part part = AffWild2Part::valid) const {
    return error_of(ErrorCode::input, [&] { (void)open_affwild2(folder_.path(), part); });
  }

  TemporaryFolder folder_;
};

TEST_F(AffWild2Test, TakesFramesWithBothKindsOfLabelAndAPicture) {
  write_set();
  const AffWild2 set = open_affwild2(folder_.path(), AffWild2Part::valid);
  const dataset::Records& records = set.source->records();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records.path(0), "a/00001.jpg");
  EXPECT_EQ(records.field(0, 1), "happiness");
  EXPECT_EQ(records.field(0, 2), "0.5");
  EXPECT_EQ(records.path(1), "a/00003.jpg");
  EXPECT_EQ(records.field(1, 1), "anger");
  EXPECT_EQ(records.field(1, 3), "0.75");
  EXPECT_EQ(records.field(1, 4), "a");
  EXPECT_EQ(set.videos, 1U);
  EXPECT_EQ(set.single, 1U);
  // Frame 2 has no expression, 4 no valence, 6 no line for it; 5 has no picture.
  EXPECT_EQ(set.unlabelled, 3U);
  EXPECT_EQ(set.without_picture, 1U);
  EXPECT_THAT(set.counts, ElementsAre(0, 1, 0, 0, 1, 0, 0));
  const AffWild2 train = open_affwild2(folder_.path(), AffWild2Part::train);
  ASSERT_EQ(train.source->records().size(), 1U);
  EXPECT_EQ(train.source->records().path(0), "c_left/00001.jpg");
}

TEST_F(AffWild2Test, PublishedCountsAddUp) {
  const auto sum = [](AffWild2Part part) {
    const auto counts = affwild2_published_counts(part);
    return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  };
  EXPECT_EQ(sum(AffWild2Part::train), 329789U);
  EXPECT_EQ(sum(AffWild2Part::valid), 135468U);
}

TEST_F(AffWild2Test, ExplainsTheLayoutAndNamesTheLineThatIsWrong) {
  EXPECT_THAT(message(), HasSubstr("found no EXPR_Set"));
  write_set();
  write("annotations/EXPR_Set/Validation_Set/a.txt", "head\n4\n7\n");
  EXPECT_THAT(message(), HasSubstr("a.txt:3: expected an expression of 0 to 6, or -1 for none, "
                                   "found \"7\""));
  write("annotations/EXPR_Set/Validation_Set/a.txt", "head\n4\n");
  write("annotations/VA_Set/Train_Set/a.txt", "head\n0.5;0.5\n");
  EXPECT_THAT(message(), HasSubstr("a.txt:2: expected valence,arousal"));
  write("annotations/VA_Set/Train_Set/a.txt", "head\n0.5,x\n");
  EXPECT_THAT(message(), HasSubstr("a.txt:2: expected two numbers"));
  write("annotations/VA_Set/Train_Set/a.txt", "head\n2,0\n");
  EXPECT_THAT(message(), HasSubstr("expected frames with both kinds of label and a picture"));
  fs::remove_all(folder_.path() / "annotations/EXPR_Set/Train_Set");
  EXPECT_THAT(message(AffWild2Part::train), HasSubstr("found no label files in"));
}

}  // namespace
}  // namespace mien::paper
