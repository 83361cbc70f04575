#include <gmock/gmock.h>

#include "analyzer_fixture.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien {
namespace {

using testing::HasSubstr;

/// A picture with a red face in the upper left quarter and a blue one below it.
class AnalyzeFileTest : public testing::Test {
 protected:
  AnalyzeFileTest() {
    write_file(picture_, encode_png(quarters({{255, 0, 0}, {0, 0, 0}, {0, 0, 255}, {0, 0, 0}})));
  }

  TinyAnalyzer tiny_;
  TemporaryFolder folder_;
  std::filesystem::path picture_ = folder_.path() / "two.png";
};

TEST_F(AnalyzeFileTest, GivesWhatAnalyzeGivesForThePicture) {
  const FaceAnalyzer analyzer(tiny_.options);
  const ImageResult result = analyzer.analyze_file(picture_);
  EXPECT_EQ(result.file, picture_.string());
  EXPECT_EQ(result.error, "");
  EXPECT_EQ(result.width, 16);
  EXPECT_EQ(result.height, 16);
  EXPECT_EQ(result.rotation, 0);
  const std::vector<Face> faces = analyzer.analyze(read_image(picture_));
  ASSERT_EQ(result.faces.size(), 2U);
  ASSERT_EQ(faces.size(), 2U);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    EXPECT_EQ(result.faces[i].box.x, faces[i].box.x);
    EXPECT_EQ(result.faces[i].box.y, faces[i].box.y);
    EXPECT_EQ(result.faces[i].identity, faces[i].identity);
  }
}

TEST_F(AnalyzeFileTest, TurnsThePictureFirst) {
  const ImageResult result = FaceAnalyzer(tiny_.options).analyze_file(picture_, {.rotation = 90});
  EXPECT_EQ(result.rotation, 90);
  ASSERT_EQ(result.faces.size(), 2U);
  // Clockwise, the left side becomes the upper one, from its lower end on.
  EXPECT_EQ(result.faces[0].box.y, 0);
  EXPECT_EQ(result.faces[1].box.y, 0);
}

TEST_F(AnalyzeFileTest, ABadFileIsAResultWithAnError) {
  const FaceAnalyzer analyzer(tiny_.options);
  const ImageResult absent = analyzer.analyze_file(folder_.path() / "absent.jpg");
  EXPECT_THAT(absent.error, HasSubstr("absent.jpg"));
  EXPECT_TRUE(absent.faces.empty());
  write_file(folder_.path() / "text.jpg", std::string_view("no picture"));
  EXPECT_THAT(analyzer.analyze_file(folder_.path() / "text.jpg").error, HasSubstr("text.jpg"));
  EXPECT_THAT(analyzer.analyze_file(picture_, {.max_pixels = 100}).error, HasSubstr("16x16"));
}

TEST_F(AnalyzeFileTest, RefusesAnotherRotation) {
  EXPECT_THROW(
      static_cast<void>(FaceAnalyzer(tiny_.options).analyze_file(picture_, {.rotation = 45})),
      Error);
}

}  // namespace
}  // namespace mien
