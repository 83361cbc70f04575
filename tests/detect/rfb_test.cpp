#include "mien/detect/rfb.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "mtcnn_files.h"
#include "resources.h"
#include "sample_faces.h"

namespace mien {
namespace {

class RfbTest : public testing::Test {
 protected:
  void SetUp() override {
    MIEN_REQUIRE_FILE(test_models() / "rfb-320.onnx");
    MIEN_REQUIRE_FILE(sample_photo("sample1.jpg"));
    bytes_ = read_bytes(test_models() / "rfb-320.onnx");
    options_.thresholds[2] = 0.7F;
  }

  std::vector<std::byte> bytes_;
  DetectorOptions options_;
};

TEST_F(RfbTest, FindsAllFacesOfTheSamples) {
  const auto detector = make_rfb(bytes_, options_);
  std::size_t count = 0;
  for (const SamplePhoto& photo : sample_faces()) {
    const auto faces = detector->detect(read_image(sample_photo(photo.name)));
    for (const Box& box : photo.faces) EXPECT_GE(best_overlap(box, faces), 0.7F) << photo.name;
    EXPECT_TRUE(std::ranges::is_sorted(faces, std::ranges::greater{}, &Detection::score));
    for (const Detection& face : faces) EXPECT_FALSE(face.landmarks.has_value());
    count += faces.size();
  }
  EXPECT_EQ(count, 22U);
}

TEST_F(RfbTest, HonoursItsOptions) {
  const Image image = read_image(sample_photo("sample5.jpg"));
  EXPECT_EQ(make_rfb(bytes_, options_)->detect(image).size(), 5U);
  options_.max_faces = 2;
  EXPECT_EQ(make_rfb(bytes_, options_)->detect(image).size(), 2U);
  options_.max_faces = 0;
  options_.min_face = 270;
  for (const Detection& face : make_rfb(bytes_, options_)->detect(image)) {
    EXPECT_GE(std::max(face.box.width, face.box.height), 270);
  }
  options_.min_face = 2000;
  EXPECT_TRUE(make_rfb(bytes_, options_)->detect(image).empty());
  options_.min_face = 11;
  EXPECT_THROW((void)make_rfb(bytes_, options_), Error);
}

TEST_F(RfbTest, TakesTinyPictures) {
  const auto detector = make_rfb(bytes_, options_);
  EXPECT_TRUE(detector->detect(Image()).empty());
  Image dot(1, 1);
  std::fill_n(dot.mutable_row(0), 3, std::uint8_t{0});
  EXPECT_TRUE(detector->detect(dot).empty());
}

TEST(RfbModelTest, RefusesAnotherNetwork) {
  EXPECT_THROW((void)make_rfb(mtcnn_file("pnet", random_mtcnn_weights(1))), Error);
  EXPECT_THROW((void)make_rfb({}), Error);
}

}  // namespace
}  // namespace mien
