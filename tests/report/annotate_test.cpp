#include "mien/report/annotate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "mien/core/error.h"
#include "report/drawing/label_drawing.h"
#include "sample_results.h"

namespace mien {
namespace {

Image grey(int width, int height, std::uint8_t level = 128) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    std::memset(image.mutable_row(y), level, static_cast<std::size_t>(width) * 3);
  }
  return image;
}

std::vector<std::uint8_t> pixel(const Image& image, int x, int y) {
  const std::uint8_t* first = image.row(y) + 3 * static_cast<std::ptrdiff_t>(x);
  return {first, first + 3};
}

bool same(const Image& a, const Image& b) {
  if (a.size() != b.size()) return false;
  for (int y = 0; y < a.height(); ++y) {
    if (std::memcmp(a.row(y), b.row(y), static_cast<std::size_t>(a.width()) * 3) != 0) return false;
  }
  return true;
}

TEST(Annotate, DrawsTheBoxInTheColourOfTheExpression) {
  const Image picture = grey(1200, 1200);
  const Image drawn = annotate(picture, {"a", 1200, 1200, "", {full_face({100, 150, 100, 120})}});
  EXPECT_EQ(pixel(drawn, 100, 200), (std::vector<std::uint8_t>{255, 205, 64}));
  EXPECT_EQ(pixel(drawn, 150, 270), (std::vector<std::uint8_t>{255, 205, 64}));
  EXPECT_EQ(pixel(drawn, 900, 900), (std::vector<std::uint8_t>{128, 128, 128}));
  EXPECT_TRUE(same(picture, grey(1200, 1200)));
}

TEST(Annotate, DrawsLandmarksAndLabelsUnlessToldNotTo) {
  const Image picture = grey(400, 400);
  Face face = full_face({100, 150, 100, 120});
  face.landmarks = Landmarks{Point{130, 200}, {170, 200}, {150, 220}, {135, 250}, {165, 250}};
  const ImageResult result{"a", 400, 400, "", {face}};
  const Image all = annotate(picture, result);
  EXPECT_EQ(pixel(all, 150, 220), (std::vector<std::uint8_t>{255, 255, 255}));
  const Image plain = annotate(picture, result, {.landmarks = false, .labels = false});
  EXPECT_EQ(pixel(plain, 150, 220), (std::vector<std::uint8_t>{128, 128, 128}));
  const auto dark = [](const Image& image) {
    int count = 0;
    for (int y = 0; y < 145; ++y) {
      for (int x = 0; x < 400; ++x) count += pixel(image, x, y)[0] < 70 ? 1 : 0;
    }
    return count;
  };
  EXPECT_GT(dark(all), 500);
  EXPECT_EQ(dark(plain), 0);
}

TEST(Annotate, DrawsTheMeshInPlaceOfTheLandmarks) {
  const Image picture = grey(400, 400);
  Face face = full_face({100, 150, 100, 120});
  face.landmarks = Landmarks{Point{130, 200}, {170, 200}, {150, 220}, {135, 250}, {165, 250}};
  face.mesh.emplace();
  face.mesh->points.assign(468, {180.5F, 230.5F, 0});
  const ImageResult result{"a", 400, 400, "", {face}};
  const Image drawn = annotate(picture, result);
  EXPECT_GT(pixel(drawn, 180, 230)[0], 200);
  EXPECT_EQ(pixel(drawn, 150, 220), (std::vector<std::uint8_t>{128, 128, 128}));
  // Points far away, points that are no numbers, and too few of them do no harm.
  face.mesh->points[7] = {1e30F, -1e30F, 0};
  face.mesh->points[10] = {std::nanf(""), 0, 0};
  (void)annotate(picture, {"a", 400, 400, "", {face}});
  face.mesh->points.resize(5);
  (void)annotate(picture, {"a", 400, 400, "", {face}});
}

TEST(Annotate, CopiesAPictureWithoutFaces) {
  const Image picture = grey(33, 17);
  EXPECT_TRUE(same(annotate(picture, {"a", 33, 17, "", {}}), picture));
}

TEST(Annotate, ReadsAViewWithPadding) {
  std::vector<std::uint8_t> bytes(40 * 20, 7);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = i % 40 < 30 ? 128 : 7;
  const Image view = Image::view(bytes.data(), 10, 20, 40);
  EXPECT_TRUE(same(annotate(view, {"a", 10, 20, "", {}}), grey(10, 20)));
}

TEST(Annotate, DrawsOnPicturesOfAnySize) {
  for (const auto& [width, height] :
       std::vector<std::pair<int, int>>{{1, 1}, {30, 30}, {3, 900}, {1600, 40}, {1280, 720}}) {
    const Image drawn = annotate(grey(width, height), crowd(width, height));
    EXPECT_EQ(drawn.size(), (Size{width, height}));
  }
}

TEST(Annotate, TakesBoxesThatAreNone) {
  const Image picture = grey(64, 64);
  for (const ImageResult& result : sample_results()) {
    EXPECT_EQ(annotate(picture, result).size(), picture.size());
  }
  EXPECT_THROW((void)annotate(Image(), ImageResult{}), Error);
}

TEST(Annotate, DrawsTheSameBytesAgain) {
  EXPECT_TRUE(
      same(annotate(grey(640, 360), crowd(640, 360)), annotate(grey(640, 360), crowd(640, 360))));
}

TEST(LabelStyles, SayWhatTheModelsGive) {
  const std::vector<LabelStyle> full = label_styles(full_face(), 20);
  ASSERT_GT(full.size(), 2U);
  EXPECT_EQ(full.front().lines.at(0).text, "31 female, asian");
  EXPECT_EQ(full.front().lines.at(1).text, "happiness 97%");
  EXPECT_EQ(full.back().lines.size(), 1U);
  EXPECT_EQ(label_styles(bare_face(), 20).front().lines.at(0).text, "face 50%");
  for (std::size_t i = 1; i < full.size(); ++i) {
    EXPECT_LE(label_size(full[i]).height, label_size(full[i - 1]).height);
  }
}

TEST(LabelStyles, BeginWithTheCaption) {
  const std::vector<LabelStyle> full = label_styles(full_face(), 20, "12");
  EXPECT_EQ(full.front().lines.at(0).text, "12: 31 female, asian");
  EXPECT_EQ(full.front().lines.at(1).text, "happiness 97%");
  EXPECT_EQ(full.back().lines.at(0).text, "12: 31 female, asian");
  EXPECT_EQ(label_styles(bare_face(), 20, "1").front().lines.at(0).text, "1: face 50%");
  EXPECT_EQ(label_styles(bare_face(), 20, "ann 0.31", false).front().lines.at(0).text, "ann 0.31");
  EXPECT_TRUE(label_styles(bare_face(), 20, "", false).empty());
  Face happy = bare_face();
  happy.emotion = full_face().emotion;
  const std::vector<LabelStyle> styles = label_styles(happy, 20, "3");
  ASSERT_EQ(styles.front().lines.size(), 2U);
  EXPECT_EQ(styles.front().lines[0].text, "3");
  EXPECT_EQ(styles.front().lines[1].text, "happiness 97%");
  EXPECT_EQ(styles.back().lines.size(), 1U);
  EXPECT_EQ(styles.back().lines[0].text, "3");
}

TEST(Annotate, WritesCaptions) {
  const Image picture = grey(400, 400);
  const ImageResult result{
      "a", 400, 400, "", {full_face({20, 150, 100, 120}), full_face({220, 150, 100, 120})}};
  const Image plain = annotate(picture, result);
  const Image captioned = annotate(picture, result, {.captions = {"1", "2"}});
  const Image other = annotate(picture, result, {.captions = {"2", "1"}});
  EXPECT_FALSE(same(plain, captioned));
  EXPECT_FALSE(same(captioned, other));
  EXPECT_TRUE(same(plain, annotate(picture, result, {.captions = {"", ""}})));
  EXPECT_TRUE(same(annotate(picture, result, {.labels = false}),
                   annotate(picture, result, {.labels = false, .captions = {"1", "2"}})));
  EXPECT_THROW((void)annotate(picture, result, {.captions = {"1"}}), Error);
}

TEST(Annotate, WritesTheNumbersOfPeopleIntoFrames) {
  const Image picture = grey(400, 400);
  const Face left = full_face({20, 150, 100, 120});
  const Face right = full_face({220, 150, 100, 120});
  const FrameFaces frame{0, 0, {{.track = 7, .face = left}, {.track = 2, .face = right}}};
  const ImageResult result{"", 400, 400, "", {left, right}};
  EXPECT_TRUE(same(annotate(picture, frame), annotate(picture, result, {.captions = {"7", "2"}})));
  EXPECT_TRUE(same(annotate(picture, frame, {.captions = {"ann", "bob"}}),
                   annotate(picture, result, {.captions = {"ann", "bob"}})));
}

}  // namespace
}  // namespace mien
