#include <gmock/gmock.h>

#include <cmath>

#include "mien/core/error.h"
#include "mien/descriptors/describe.h"
#include "mien/descriptors/descriptor_table.h"
#include "mien/learn/npy_file.h"
#include "mien/media/image_io.h"
#include "pipeline/analyzer_fixture.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

/// Clips of pictures of one colour; the feature of a face is its mean colour.
class DescribeClipsTest : public testing::Test {
 protected:
  DescribeClipsTest() {
    options_.model = tiny_.options.models.front();
    options_.layer = "means";
    options_.detect = false;
    options_.describer.descriptor.l2 = false;
    write_clip("angry/one", {{255, 0, 0}, {255, 0, 0}});
    write_clip("happy/one", {{0, 0, 255}, {0, 0, 0}});
  }

  void write_clip(const std::string& name, const std::vector<std::vector<int>>& frames) const {
    const std::filesystem::path folder = folder_.path() / "clips" / name;
    std::filesystem::create_directories(folder);
    for (std::size_t f = 0; f < frames.size(); ++f) {
      write_file(folder / (std::to_string(f) + ".png"),
                 encode_png(quarters({frames[f], frames[f], frames[f], frames[f]})));
    }
  }

  [[nodiscard]] DescribedClips described(const DescribeCallbacks& callbacks = {}) const {
    const std::vector<std::string> inputs = {(folder_.path() / "clips").string()};
    return describe_clips(inputs, options_, {}, callbacks);
  }

  TinyAnalyzer tiny_;
  TemporaryFolder folder_;
  DescribeOptions options_;
};

TEST_F(DescribeClipsTest, AClipIsARowOfMeanMaxMinAndDeviation) {
  const DescribedClips clips = described();
  ASSERT_THAT(clips.clips, SizeIs(2));
  EXPECT_EQ(clips.clips[0].label, "angry");
  EXPECT_EQ(clips.clips[1].label, "happy");
  EXPECT_EQ(clips.clips[1].frames, 2);
  EXPECT_EQ(clips.clips[1].frames_with_face, 2);
  ASSERT_EQ(clips.descriptors.rows, 2U);
  ASSERT_EQ(clips.descriptors.columns, 12U);
  // Red, green and blue of the second clip: one frame is blue, the other black.
  EXPECT_THAT(std::vector<float>(clips.descriptors.row(1).begin(), clips.descriptors.row(1).end()),
              ElementsAre(0, 0, 0.5F, 0, 0, 1, 0, 0, 0, 0, 0, 0.5F));
}

TEST_F(DescribeClipsTest, AClipThatCannotBeReadHasZerosAndANote) {
  write_file(folder_.path() / "clips" / "angry" / "two.mp4", std::string_view("no video"));
  const DescribedClips clips = described();
  ASSERT_THAT(clips.clips, SizeIs(3));
  EXPECT_THAT(clips.clips[1].note, HasSubstr("two.mp4"));
  EXPECT_EQ(clips.clips[1].frames, 0);
  for (const float number : clips.descriptors.row(1)) EXPECT_EQ(number, 0);
}

TEST_F(DescribeClipsTest, ComesBackFromItsFiles) {
  const DescribedClips clips = described();
  const std::filesystem::path file = folder_.path() / "a.npy";
  write_descriptors(file, clips);
  EXPECT_EQ(read_npy(file).values, clips.descriptors.values);
  const LabelledTable table = labelled_rows(read_descriptors(file, {}), "label", "", false);
  const LabelledFeatures samples = labelled(clips);
  EXPECT_EQ(table.samples.names, samples.names);
  EXPECT_EQ(table.samples.classes, samples.classes);
  EXPECT_EQ(table.samples.features.values, samples.features.values);
  EXPECT_THAT(samples.names, ElementsAre("angry", "happy"));
  EXPECT_THAT(samples.classes, ElementsAre(0, 1));
}

TEST_F(DescribeClipsTest, SaysHowFarItIsAndStopsWhenAsked) {
  std::vector<std::size_t> done;
  static_cast<void>(described({.progress =
                                   [&](std::size_t clip, std::size_t of) {
                                     EXPECT_EQ(of, 2U);
                                     done.push_back(clip);
                                   },
                               .stop = {}}));
  EXPECT_THAT(done, ElementsAre(1, 2));
  try {
    static_cast<void>(described({.progress = {}, .stop = [] { return true; }}));
    FAIL() << "expected to be stopped";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::cancelled);
  }
}

TEST_F(DescribeClipsTest, AFolderWithoutClipsIsRefused) {
  const TemporaryFolder empty;
  const std::vector<std::string> inputs = {empty.path().string()};
  EXPECT_THROW(static_cast<void>(describe_clips(inputs, options_)), Error);
}

}  // namespace
}  // namespace mien
