#include "mien/detect/mtcnn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "detect/cascade.h"
#include "media/noise_picture.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mtcnn_files.h"
#include "resources.h"
#include "sample_faces.h"

namespace mien {
namespace {

struct Files {
  std::vector<std::byte> pnet;
  std::vector<std::byte> rnet;
  std::vector<std::byte> onet;
  [[nodiscard]] MtcnnModels models() const { return {pnet, rnet, onet}; }
};

/// Networks of random weights, which see "faces" in any picture.
const Files& random_files() {
  static const Files files = [] {
    const NamedTensors weights = random_mtcnn_weights(4);
    return Files{mtcnn_file("pnet", weights), mtcnn_file("rnet", weights),
                 mtcnn_file("onet", weights)};
  }();
  return files;
}

Image plain(int width, int height, int value) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    std::memset(image.mutable_row(y), value, static_cast<std::size_t>(width) * Image::channels);
  }
  return image;
}

void expect_same(const std::vector<Detection>& a, const std::vector<Detection>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].box, b[i].box);
    EXPECT_EQ(a[i].score, b[i].score);
    EXPECT_EQ(a[i].landmarks, b[i].landmarks);
  }
}

DetectorOptions lenient(int threads = 1) {
  DetectorOptions options;
  options.thresholds = {0.5F, 0.3F, 0.3F};
  options.threads = threads;
  return options;
}

TEST(MtcnnTest, GivesTheSameForEveryNumberOfThreads) {
  const Image image = noise_picture(230, 170, 9);
  const auto expected = make_mtcnn(random_files().models(), lenient())->detect(image);
  ASSERT_FALSE(expected.empty());
  for (const int threads : {2, 3, 7}) {
    const auto detector = make_mtcnn(random_files().models(), lenient(threads));
    expect_same(detector->detect(image), expected);
    expect_same(detector->detect(image), expected);
  }
}

TEST(MtcnnTest, ServesSeveralCallersAtOnce) {
  const Image image = noise_picture(160, 120, 9);
  const auto detector = make_mtcnn(random_files().models(), lenient(2));
  const auto expected = detector->detect(image);
  std::vector<std::vector<Detection>> answers(4);
  std::vector<std::thread> callers;
  callers.reserve(answers.size());
  for (auto& answer : answers) {
    callers.emplace_back([&] { answer = detector->detect(image); });
  }
  for (auto& caller : callers) caller.join();
  for (const auto& answer : answers) expect_same(answer, expected);
}

TEST(MtcnnTest, ReadsViewsWithAStride) {
  const Image whole = noise_picture(200, 150, 9);
  const Image view = Image::view(whole.row(20) + 90, 120, 100, whole.stride());
  Image copy(120, 100);
  for (int y = 0; y < 100; ++y) std::memcpy(copy.mutable_row(y), view.row(y), 360);
  const auto detector = make_mtcnn(random_files().models(), lenient());
  expect_same(detector->detect(view), detector->detect(copy));
}

TEST(MtcnnTest, FindsNothingInPicturesThatAreTooSmall) {
  DetectorOptions options = lenient();
  options.min_face = 12;
  const auto detector = make_mtcnn(random_files().models(), options);
  for (const Size size :
       {Size{1, 1}, Size{11, 11}, Size{1, 20000}, Size{20000, 1}, Size{300, 11}}) {
    EXPECT_TRUE(detector->detect(noise_picture(size.width, size.height, 9)).empty());
  }
  EXPECT_TRUE(detector->detect(Image()).empty());
  options.min_face = 200;
  EXPECT_TRUE(
      make_mtcnn(random_files().models(), options)->detect(noise_picture(199, 500, 9)).empty());
}

TEST(MtcnnTest, TakesNarrowPictures) {
  DetectorOptions options = lenient();
  options.min_face = 12;
  const auto detector = make_mtcnn(random_files().models(), options);
  for (const Size size :
       {Size{12, 12}, Size{12, 3000}, Size{3000, 12}, Size{13, 12}, Size{14, 31}}) {
    for (const Detection& face : detector->detect(noise_picture(size.width, size.height, 9))) {
      EXPECT_TRUE(std::isfinite(face.box.x) && std::isfinite(face.box.y));
      EXPECT_GT(face.box.width, 0);
      EXPECT_GT(face.box.height, 0);
    }
  }
}

TEST(MtcnnTest, SortsByScoreAndKeepsTheBest) {
  const Image image = noise_picture(230, 170, 9);
  DetectorOptions options = lenient();
  const auto all = make_mtcnn(random_files().models(), options)->detect(image);
  ASSERT_GT(all.size(), 1U);
  EXPECT_TRUE(std::ranges::is_sorted(all, std::ranges::greater{}, &Detection::score));
  options.max_faces = 1;
  const auto best = make_mtcnn(random_files().models(), options)->detect(image);
  expect_same(best, {all.front()});
}

TEST(MtcnnTest, RefusesOptionsAndModels) {
  DetectorOptions options;
  options.min_face = 5;
  EXPECT_THROW((void)make_mtcnn(random_files().models(), options), Error);
  const Files& files = random_files();
  EXPECT_THROW((void)make_mtcnn({files.rnet, files.pnet, files.onet}), Error);
  EXPECT_THROW((void)make_mtcnn({}), Error);
  const std::span<const std::byte> cut(files.onet.data(), files.onet.size() / 2);
  EXPECT_THROW((void)make_mtcnn({files.pnet, files.rnet, cut}), Error);
}

TEST(MtcnnTest, BuildsThePyramidOfTheOptions) {
  DetectorOptions options;
  options.min_face = 24;
  options.pyramid_factor = 0.5F;
  const auto levels = detect::Cascade::levels({640, 480}, options);
  ASSERT_EQ(levels.size(), 5U);  // short sides 240, 120, 60, 30, 15
  EXPECT_EQ(levels[0].size, (Size{320, 240}));
  EXPECT_EQ(levels[4].size, (Size{20, 15}));
  options.max_long_side = 160;
  EXPECT_EQ(detect::Cascade::levels({640, 480}, options).at(0).size, (Size{160, 120}));
  options.max_long_side = 1000;
  EXPECT_EQ(detect::Cascade::levels({640, 480}, options).size(), 5U);
}

class MtcnnPhotoTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* const net : {"pnet", "rnet", "onet"}) {
      const auto path = test_models() / (std::string("mtcnn-") + net + ".onnx");
      MIEN_REQUIRE_FILE(path);
      bytes_.push_back(read_bytes(path));
    }
    MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
  }

  [[nodiscard]] std::unique_ptr<Detector> detector(float last, int threads = 1) const {
    DetectorOptions options;
    options.min_face = 40;
    options.thresholds = {0.6F, 0.7F, last};
    options.threads = threads;
    return make_mtcnn({bytes_[0], bytes_[1], bytes_[2]}, options);
  }

  std::vector<std::vector<std::byte>> bytes_;
};

/// How many of the reference's faces are found with an overlap of at least 0.9.
struct Found {
  int close = 0;
  std::size_t all = 0;
};

Found found_on_samples(const Detector& detector) {
  Found result;
  for (const SamplePhoto& photo : sample_faces()) {
    const auto faces = detector.detect(read_image(sample_photo(photo.name)));
    result.all += faces.size();
    for (const Box& box : photo.faces) {
      const float overlap = best_overlap(box, faces);
      result.close += overlap >= 0.9F ? 1 : 0;
    }
  }
  return result;
}

TEST_F(MtcnnPhotoTest, FindsTheFacesOfTheReferenceAndNoOthers) {
  const Found result = found_on_samples(*detector(0.7F));
  EXPECT_EQ(result.close, 21);
  EXPECT_EQ(result.all, 21U);
}

TEST_F(MtcnnPhotoTest, FindsTwentyAtTheThresholdsOfThePaper) {
  const Found result = found_on_samples(*detector(0.9F));
  EXPECT_EQ(result.close, 20);
  EXPECT_EQ(result.all, 20U);
}

TEST_F(MtcnnPhotoTest, PlacesLandmarksInOrder) {
  const Image image = read_image(sample_photo("sample1.jpg"));
  const auto faces = detector(0.9F, 2)->detect(image);
  ASSERT_EQ(faces.size(), 3U);
  for (const Detection& face : faces) {
    ASSERT_TRUE(face.landmarks.has_value());
    const Landmarks& points = *face.landmarks;
    for (const Point& point : points) {
      EXPECT_TRUE(point.x > face.box.x && point.x < face.box.right());
      EXPECT_TRUE(point.y > face.box.y && point.y < face.box.bottom());
    }
    EXPECT_LT(points[0].x, points[1].x);
    EXPECT_LT(points[3].x, points[4].x);
    EXPECT_GT(points[2].y, std::min(points[0].y, points[1].y));
    EXPECT_LT(points[2].y, std::max(points[3].y, points[4].y));
  }
}

TEST_F(MtcnnPhotoTest, FindsFortyFaces) {
  // One face with its surroundings, eight by five times.
  const Image photo = read_image(sample_photo("sample1.jpg"));
  const Image face =
      resize(Image::view(photo.row(280) + 990, 340, 380, photo.stride()), {170, 190});
  Image crowd(8 * 170, 5 * 190);
  for (int y = 0; y < crowd.height(); ++y) {
    for (int i = 0; i < 8; ++i) {
      std::memcpy(crowd.mutable_row(y) + static_cast<std::ptrdiff_t>(i) * 510, face.row(y % 190),
                  510);
    }
  }
  EXPECT_EQ(detector(0.7F, 2)->detect(crowd).size(), 40U);
}

TEST_F(MtcnnPhotoTest, FindsNothingInPlainPictures) {
  const auto mtcnn = detector(0.7F, 2);
  EXPECT_TRUE(mtcnn->detect(plain(640, 480, 0)).empty());
  EXPECT_TRUE(mtcnn->detect(plain(641, 479, 255)).empty());
  EXPECT_TRUE(mtcnn->detect(plain(8000, 6000, 128)).empty());
}

}  // namespace
}  // namespace mien
