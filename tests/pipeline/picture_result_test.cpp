#include "mien/pipeline/picture_result.h"

#include <gmock/gmock.h>

#include <new>

#include "analyzer_fixture.h"
#include "mien/core/error.h"

namespace mien {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// As the detector of quarters, but some pictures are at fault, by their width.
class FaultyDetector : public QuarterDetector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    if (image.width() == 3) throw Error(ErrorCode::input, "expected 4 columns, found 3");
    if (image.width() == 5) throw std::bad_alloc();
    if (image.width() == 7) throw Error(ErrorCode::model, "expected a model, found none");
    return QuarterDetector::detect(image);
  }
};

class PictureResultTest : public testing::Test {
 protected:
  PictureResultTest() { tiny_.options.custom_detector = std::make_shared<FaultyDetector>(); }

  [[nodiscard]] std::vector<ImageResult> analyzed(std::vector<Image> pictures) const {
    return analyze_each(FaceAnalyzer(tiny_.options), pictures);
  }

  static Image good() { return quarters({{255, 0, 0}, {0, 0, 0}, {0, 0, 255}, {0, 0, 0}}); }

  TinyAnalyzer tiny_;
};

TEST_F(PictureResultTest, TellsWhatIsWrongWithAPicture) {
  EXPECT_EQ(reason_of_failure([] {}), "");
  EXPECT_EQ(reason_of_failure([] { throw Error(ErrorCode::input, "half a file"); }), "half a file");
  EXPECT_THAT(reason_of_failure([] { throw std::bad_alloc(); }), HasSubstr("memory"));
}

TEST_F(PictureResultTest, ThrowsWhatIsWrongForAllPictures) {
  for (const ErrorCode code : {ErrorCode::usage, ErrorCode::model, ErrorCode::output}) {
    EXPECT_THROW(static_cast<void>(reason_of_failure([&] { throw Error(code, "all"); })), Error);
  }
  std::vector<Image> pictures;
  pictures.push_back(good());
  pictures.emplace_back(7, 4);
  EXPECT_THROW(static_cast<void>(analyzed(std::move(pictures))), Error);
}

TEST_F(PictureResultTest, AnswersPicturesAsAnalyzeDoes) {
  std::vector<Image> pictures;
  pictures.push_back(good());
  pictures.push_back(quarters({{0, 0, 0}, {0, 255, 0}, {0, 0, 0}, {0, 0, 0}}));
  const FaceAnalyzer analyzer(tiny_.options);
  const std::vector<std::vector<Face>> expected = analyzer.analyze(pictures);
  const std::vector<ImageResult> results = analyze_each(analyzer, pictures);
  ASSERT_THAT(results, SizeIs(2));
  for (std::size_t i = 0; i < results.size(); ++i) {
    EXPECT_EQ(results[i].error, "");
    EXPECT_EQ(results[i].width, 16);
    EXPECT_EQ(results[i].height, 16);
    ASSERT_EQ(results[i].faces.size(), expected[i].size());
    EXPECT_EQ(results[i].faces[0].emotion, expected[i][0].emotion);
  }
  EXPECT_THAT(results[0].faces, SizeIs(2));
  EXPECT_THAT(analyzed({}), IsEmpty());
}

TEST_F(PictureResultTest, ABadPictureDoesNotHarmTheOthers) {
  std::vector<Image> pictures;
  pictures.emplace_back(3, 4);
  pictures.push_back(good());
  pictures.emplace_back(5, 4);
  const std::vector<ImageResult> results = analyzed(std::move(pictures));
  ASSERT_THAT(results, SizeIs(3));
  EXPECT_EQ(results[0].error, "expected 4 columns, found 3");
  EXPECT_EQ(results[0].width, 3);
  EXPECT_THAT(results[0].faces, IsEmpty());
  EXPECT_EQ(results[1].error, "");
  EXPECT_THAT(results[1].faces, SizeIs(2));
  EXPECT_THAT(results[2].error, HasSubstr("memory"));
}

TEST_F(PictureResultTest, KeepsWhatADetectorGives) {
  Detection detection;
  detection.box = {1, 2, 3, 4};
  detection.score = 0.5F;
  detection.landmarks = Landmarks{};
  const std::vector<Face> faces = faces_of(std::vector{detection, Detection{}});
  ASSERT_THAT(faces, SizeIs(2));
  EXPECT_EQ(faces[0].box.width, 3);
  EXPECT_EQ(faces[0].score, 0.5F);
  EXPECT_TRUE(faces[0].landmarks.has_value());
  EXPECT_FALSE(faces[0].age.has_value());
  EXPECT_FALSE(faces[1].landmarks.has_value());
}

TEST_F(PictureResultTest, AFailedResultHasAFileAndAReasonAlone) {
  const ImageResult result = failed_result("a.jpg", "half a file");
  EXPECT_EQ(result.file, "a.jpg");
  EXPECT_EQ(result.error, "half a file");
  EXPECT_EQ(result.width, 0);
  EXPECT_THAT(result.faces, IsEmpty());
}

}  // namespace
}  // namespace mien
