#include "cli/analyze/face_blur.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "mien/core/error.h"
#include "mien/identity/gallery_file.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ModelMetadata model() {
  ModelMetadata metadata;
  metadata.id = "net";
  HeadSpec head;
  head.attribute = "identity";
  head.kind = HeadKind::identity;
  metadata.heads = {head};
  return metadata;
}

Face face(std::vector<float> identity) {
  Face result;
  result.box = {10, 10, 20, 20};
  result.identity = std::move(identity);
  return result;
}

class FaceBlurTest : public testing::Test {
 protected:
  FaceBlurTest() {
    Gallery gallery("net", 2);
    gallery.add({"Ann", "ann.jpg"}, std::vector<float>{1, 0});
    options_.gallery = folder_.path() / "us.gallery";
    write_gallery(gallery, options_.gallery);
    options_.whom = "unknown";
    options_.threshold.distance = 0.5;
  }

  TemporaryFolder folder_;
  BlurOptions options_;
  std::vector<ModelMetadata> models_ = {model()};
  Image picture_ = Image(64, 48);
};

TEST_F(FaceBlurTest, HidesWhoIsNotInTheGallery) {
  const FaceBlur blur(options_, models_);
  const std::vector<Face> faces = {face({0, 1}), face({0.99F, 0.1F}), face({}), face({0, 0})};
  const ShownPicture shown = blur.show(picture_, faces);
  EXPECT_TRUE(shown.blurred);
  EXPECT_THAT(shown.faces, ElementsAre(1));
  EXPECT_EQ(picked_faces(faces, shown.faces).at(0).identity.front(), 0.99F);
  const std::vector<Face> known = {face({1, 0})};
  EXPECT_FALSE(blur.show(picture_, known).blurred);
}

TEST_F(FaceBlurTest, HidesAllOrNobody) {
  const std::vector<Face> faces = {face({1, 0})};
  const ShownPicture all =
      FaceBlur({.whom = "all", .gallery = {}, .threshold = {}}, models_).show(picture_, faces);
  EXPECT_TRUE(all.blurred);
  EXPECT_TRUE(all.faces.empty());
  const ShownPicture none = FaceBlur({}, models_).show(picture_, faces);
  EXPECT_FALSE(none.blurred);
  EXPECT_THAT(none.faces, ElementsAre(0));
}

TEST_F(FaceBlurTest, SaysThatTheGalleryIsTorn) {
  EXPECT_FALSE(FaceBlur(options_, models_).torn());
  std::ofstream(options_.gallery, std::ios::binary | std::ios::app) << "torn";
  testing::internal::CaptureStderr();
  EXPECT_TRUE(FaceBlur(options_, models_).torn());
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("us.gallery: expected whole"));
}

TEST_F(FaceBlurTest, RefusesAGalleryOfAnotherModelAndOptionsThatDoNotFit) {
  models_[0].id = "other";
  EXPECT_THROW(FaceBlur(options_, models_), Error);
  EXPECT_THROW(check_blur(options_, false), Error);
  EXPECT_NO_THROW(check_blur(options_, true));
  options_.whom = "all";
  EXPECT_THROW(check_blur(options_, true), Error);
  EXPECT_THROW(check_blur({.whom = "unknown", .gallery = {}, .threshold = {}}, true), Error);
  EXPECT_NO_THROW(check_blur({}, false));
}

}  // namespace
}  // namespace mien::cli
