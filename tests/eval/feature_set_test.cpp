#include "eval/feature_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "eval/drawn_source.h"
#include "tiny_onnx.h"

namespace mien::eval {
namespace {

using dataset::error_of;
using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;
using testing::Pointwise;
using State = PictureOutcome::State;

/// The means of the colours as a feature.
FeatureReader reader() {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.crop.margin = 0.5F;
  metadata.heads.front() = {};
  metadata.heads.front().output = "means";
  metadata.heads.front().attribute = "identity";
  metadata.heads.front().kind = HeadKind::identity;
  return FeatureReader(Network::from_memory(tiny_onnx(4, format_metadata(metadata)), "tiny"));
}

/// Two faces in every picture that is not green: a large one in a corner and one in the middle.
class TwoFaces : public Detector {
 public:
  [[nodiscard]] std::vector<Detection> detect(const Image& image) const override {
    if (image.row(0)[1] == 255) return {};
    return {{.box = {0, 0, 9, 9}, .score = 1}, {.box = {4, 4, 4, 8}, .score = 0.5F}};
  }
};

std::vector<std::size_t> all(const dataset::PictureSource& source) {
  std::vector<std::size_t> records(source.records().size());
  std::iota(records.begin(), records.end(), std::size_t{0});
  return records;
}

TEST(FeatureSet, CentreIsThePapersPartOfLfwsFrames) {
  EXPECT_EQ(centre_square({250, 250}), (Box{13, 13, 224, 224}));
  EXPECT_EQ(centre_square({500, 250}), (Box{138, 13, 224, 224}));
  EXPECT_EQ(centre_square({100, 200}), (Box{5, 55, 90, 90}));
  EXPECT_EQ(centre_square({1, 1}), (Box{0, 0, 1, 1}));
}

TEST(FeatureSet, TakesTheFaceNearestToTheCentre) {
  const DrawnSource source("path\nred\ngreen\n");
  const auto faces = central_faces(source, all(source), TwoFaces(), {});
  ASSERT_EQ(faces.size(), 2U);
  ASSERT_TRUE(faces[0]);
  EXPECT_EQ(faces[0]->box, (Box{4, 4, 4, 8}));
  EXPECT_FALSE(faces[1]);
}

TEST(FeatureSet, ReadsThePartThatTheCropSays) {
  // "half" is red in columns 0 to 7 and blue in 8 to 15.
  const DrawnSource source("path\nhalf\ngreen\n");
  const auto faces = central_faces(source, all(source), TwoFaces(), {});
  const auto first = [&](FeatureCrop crop) {
    const FeatureSet set = read_features(reader(), source, all(source), faces, {.crop = crop});
    EXPECT_EQ(set.features.columns, 3U);
    const bool detected = crop == FeatureCrop::box || crop == FeatureCrop::model;
    EXPECT_EQ(set.outcomes[1].state, detected ? State::no_face : State::answered);
    EXPECT_EQ(set.features.row(1)[1], 1);  // green, also where only the centre is seen
    return std::vector<float>(set.features.values.begin(), set.features.values.begin() + 3);
  };
  EXPECT_THAT(first(FeatureCrop::whole), ElementsAre(0.5F, 0, 0.5F));
  EXPECT_THAT(first(FeatureCrop::centre), ElementsAre(0.5F, 0, 0.5F));
  EXPECT_THAT(first(FeatureCrop::box), ElementsAre(1, 0, 0));
  // Margin 0.5: columns 2 to 9.
  const std::vector<float> margin = {0.75F, 0, 0.25F};
  EXPECT_THAT(first(FeatureCrop::model), Pointwise(FloatNear(1e-5F), margin));
}

TEST(FeatureSet, IsTheSameWhateverTheThreads) {
  std::string csv = "path\n";
  for (int i = 0; i < 70; ++i) csv += i % 3 == 0 ? "half\n" : (i % 3 == 1 ? "red\n" : "green\n");
  const DrawnSource source(csv);
  std::size_t done = 0;
  FeatureOptions options{.crop = FeatureCrop::centre};
  const FeatureSet first = read_features(reader(), source, all(source), {}, options);
  options.threads = 3;
  options.progress = [&](std::size_t now, std::size_t total) {
    EXPECT_GT(now, done);
    EXPECT_EQ(total, 70U);
    done = now;
  };
  EXPECT_EQ(read_features(reader(), source, all(source), {}, options).features.values,
            first.features.values);
  EXPECT_EQ(done, 70U);
}

TEST(FeatureSet, FewPicturesMayBeDamaged) {
  const DrawnSource source("path\nred\ndamaged\n");
  const auto read = [&](double share) {
    return read_features(reader(), source, all(source), {}, {.max_corrupt_share = share});
  };
  const FeatureSet set = read(0.5);
  EXPECT_EQ(set.outcomes[1].state, State::unreadable);
  EXPECT_THAT(set.outcomes[1].message, HasSubstr("damaged"));
  EXPECT_THAT(std::vector<float>(set.features.row(1).begin(), set.features.row(1).end()),
              ElementsAre(0, 0, 0));
  EXPECT_THAT(error_of(ErrorCode::input, [&] { static_cast<void>(read(0.4)); }),
              HasSubstr("found 1, the last"));
}

TEST(FeatureSet, RefusesCropsWithoutFacesAndStops) {
  const DrawnSource source("path\nred\n");
  EXPECT_THAT(error_of(ErrorCode::usage,
                       [&] {
                         static_cast<void>(read_features(reader(), source, all(source), {},
                                                         {.crop = FeatureCrop::box}));
                       }),
              HasSubstr("a face for each of 1 records"));
  FeatureOptions options;
  options.stop = [] { return true; };
  EXPECT_THAT(
      error_of(
          ErrorCode::cancelled,
          [&] { static_cast<void>(read_features(reader(), source, all(source), {}, options)); }),
      HasSubstr("0 of 1"));
}

TEST(FeatureSet, PeopleAreNumberedByName) {
  const DrawnSource source("path,label,person\nred,x,Bo\nblue,y,Ann\ngreen,z,Bo\n");
  const People people = people_of(source, all(source));
  EXPECT_THAT(people.names, ElementsAre("Ann", "Bo"));
  EXPECT_THAT(people.of, ElementsAre(1, 0, 1));
  const DrawnSource nobody("path,label\nred,\n");
  EXPECT_THAT(
      error_of(ErrorCode::input, [&] { static_cast<void>(people_of(nobody, all(nobody))); }),
      HasSubstr("set.csv:2"));
  const DrawnSource none("path,mood\nred,x\n");
  EXPECT_THAT(error_of(ErrorCode::input, [&] { static_cast<void>(people_of(none, all(none))); }),
              HasSubstr("a folder for each person"));
}

}  // namespace
}  // namespace mien::eval
