#include "face/face_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "face/feature_reader.h"
#include "hostile_onnx.h"
#include "mien/core/error.h"
#include "tiny_onnx.h"

namespace mien {
namespace {

FaceReader reader(const ModelMetadata& metadata, const FaceReaderOptions& options = {}) {
  return {Network::from_memory(tiny_onnx(4, format_metadata(metadata)), "tiny"), options};
}

/// Left half red, right half blue.
Image red_and_blue() {
  Image image(20, 10);
  for (int y = 0; y < 10; ++y) {
    for (int x = 0; x < 20; ++x) {
      std::uint8_t* pixel = image.mutable_row(y) + 3 * x;
      pixel[0] = x < 10 ? 255 : 0;
      pixel[1] = 0;
      pixel[2] = x < 10 ? 0 : 255;
    }
  }
  return image;
}

/// What reading two faces with a network says.
template <typename Read>
std::string refusal_of(const HostileOnnx& onnx, const Read& read) {
  const Image picture = red_and_blue();
  const std::vector<FaceInPicture> faces(2, {&picture, {.box = {1, 1, 8, 8}}});
  try {
    read(Network::from_memory(onnx.bytes(), "hostile"), faces);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::model);
    return error.what();
  }
  return "no error";
}

TEST(FaceReader, RefusesAnswersOfAnotherShapeThanTheFileDeclares) {
  const auto read = [](Network network, const std::vector<FaceInPicture>& faces) {
    (void)FaceReader(std::move(network), {}).read(faces);
  };
  const auto hostile = [] { return HostileOnnx(4, format_metadata(tiny_metadata(4))); };
  EXPECT_THAT(refusal_of(hostile().one_row(), read), testing::HasSubstr("found [1, 3]"));
  EXPECT_THAT(refusal_of(hostile().repeated(0), read), testing::HasSubstr("found [2, 0]"));
  EXPECT_THAT(refusal_of(hostile().repeated(9), read), testing::HasSubstr("found [2, 27]"));
}

TEST(FeatureReader, RefusesAnswersOfAnotherShapeThanTheFileDeclares) {
  const auto read = [](Network network, const std::vector<FaceInPicture>& faces) {
    (void)FeatureReader(std::move(network)).read(faces, CropSpec{});
  };
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].kind = HeadKind::identity;
  metadata.heads[0].attribute = "identity";
  metadata.heads[0].activation = Activation::none;
  metadata.heads[0].labels.clear();
  const auto hostile = [&] { return HostileOnnx(4, format_metadata(metadata)); };
  EXPECT_THAT(refusal_of(hostile().one_row(), read), testing::HasSubstr("found [1, 3]"));
  EXPECT_THAT(refusal_of(hostile().declare_width(-1).repeated_by_pixels(), read),
              testing::HasSubstr("numbers for a picture as before"));
  EXPECT_EQ(refusal_of(hostile().repeated(1), read), "no error");
}

TEST(FaceReader, ReadsEachFaceWhateverTheBatch) {
  const Image picture = red_and_blue();
  std::vector<FaceInPicture> faces;
  for (int i = 0; i < 7; ++i) {
    faces.push_back({&picture, {.box = {i % 2 == 0 ? 1.0F : 11.0F, 1, 8, 8}}});
  }
  for (const int batch : {1, 2, 3, 16}) {
    const std::vector<Face> answers = reader(tiny_metadata(4), {.batch = batch}).read(faces);
    ASSERT_EQ(answers.size(), faces.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
      EXPECT_EQ(answers[i].emotion->label, i % 2 == 0 ? "anger" : "happiness") << batch << " " << i;
      // softmax(1, 0, 0), by hand
      EXPECT_NEAR(answers[i].emotion->confidence(), 0.576117, 1e-5);
    }
  }
}

TEST(FaceReader, NoFacesGiveNoAnswers) { EXPECT_TRUE(reader(tiny_metadata(4)).read({}).empty()); }

TEST(FaceReader, OptionsOverrideTheModel) {
  ModelMetadata metadata = tiny_metadata(4);
  HeadSpec& age = metadata.heads[0];
  age.attribute = "age";
  age.kind = HeadKind::age;
  age.activation = Activation::none;
  age.labels.clear();
  age.age_first = 10;
  const Image picture = red_and_blue();
  const std::vector<FaceInPicture> whole = {{&picture, {.box = {0, 0, 20, 10}}}};
  // The means of the whole picture are (.5, 0, .5): ages 10 and 12.
  EXPECT_NEAR(*reader(metadata).read(whole)[0].age, 11, 0.01);
  EXPECT_NEAR(*reader(metadata, {.age_top = 1}).read(whole)[0].age, 10, 0.01);
}

TEST(FaceReader, RefusesHeadsItDoesNotKnow) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].attribute = "mood";
  EXPECT_THROW((void)reader(metadata), Error);
}

TEST(FaceReader, MergingKeepsWhatTheSecondHasNot) {
  Face first;
  first.age = 30;
  first.score = 0.5F;
  Face second;
  second.identity = {1, 0};
  second.gender = Classification{"male", {{"male", 1}, {"female", 0}}};
  const Face both = merged(first, second);
  EXPECT_EQ(both.age, 30);
  EXPECT_EQ(both.score, 0.5F);
  EXPECT_EQ(both.gender->label, "male");
  EXPECT_EQ(both.identity.size(), 2U);
}

}  // namespace
}  // namespace mien
