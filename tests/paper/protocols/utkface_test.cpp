#include "paper/protocols/utkface.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "core/output_file.h"
#include "dataset/drawn_pictures.h"
#include "mien/media/image_io.h"
#include "paper/protocols/attribute_protocol.h"
#include "paper/protocols/frozen_protocol.h"
#include "temporary_folder.h"
#include "tiny_onnx.h"

namespace mien::paper {
namespace {

using dataset::error_of;
using testing::HasSubstr;

class UtkfaceTest : public testing::Test {
 protected:
  void draw(const std::string& name, int red, int green, int blue) const {
    write_file(folder_.path() / name, encode_png(dataset::plain(16, 16, red, green, blue)));
  }

  /// The tiny model with a head for what the colours stand for.
  [[nodiscard]] std::string model(const HeadSpec& head) const {
    ModelMetadata metadata = tiny_metadata(4);
    metadata.heads = {head};
    std::string path = (folder_.path() / "tiny.onnx").string();
    write_file(path, tiny_onnx(4, format_metadata(metadata)));
    return path;
  }

  TemporaryFolder folder_;
};

TEST_F(UtkfaceTest, ReadsTheNamesOfItsPictures) {
  draw("30_1_2_20170104185111694.jpg.chip.jpg", 255, 0, 0);
  draw("100_0_4_20170104.jpg", 255, 0, 0);
  draw("61_1_20170109142408075.jpg", 255, 0, 0);  // as one of UTKFace's: no race
  const auto source = open_utkface(folder_.path());
  ASSERT_EQ(source->records().size(), 2U);
  const auto field = [&](std::size_t record, const char* column) {
    return source->records().field(record, *source->records().find_column(column));
  };
  EXPECT_EQ(field(0, "age"), "100");
  EXPECT_EQ(field(0, "gender"), "male");
  EXPECT_EQ(field(0, "ethnicity"), "other");
  EXPECT_EQ(field(1, "gender"), "female");
  EXPECT_EQ(field(1, "ethnicity"), "asian");
}

TEST_F(UtkfaceTest, RefusesOtherPictures) {
  draw("holiday.jpg", 255, 0, 0);
  draw("1_2_3.jpg", 255, 0, 0);
  EXPECT_THAT(error_of(ErrorCode::input, [&] { static_cast<void>(open_utkface(folder_.path())); }),
              HasSubstr("AGE_GENDER_RACE_DATE.jpg"));
}

TEST_F(UtkfaceTest, AgesAreScoredByBothLsAndForGrownUps) {
  draw("20_0_0_1.jpg", 255, 0, 0);
  draw("24_0_0_2.jpg", 0, 0, 255);
  HeadSpec head;
  head.output = "means";
  head.attribute = "age";
  head.kind = HeadKind::age;
  head.activation = Activation::softmax;
  head.age_first = 20;
  head.age_top = 3;
  const AttributeEvaluation evaluation =
      evaluate_attributes(model(head), open_utkface(folder_.path()), {.age_top = 1});
  // With L = 1 the answers are 20 and 22: errors 0 and 2.
  const AttributeScore& first = evaluation.scores.front();
  EXPECT_EQ(first.age_top, 1);
  EXPECT_FALSE(first.own_age_top);
  EXPECT_EQ(first.samples, 2U);
  EXPECT_NEAR(first.score.value, 1, 1e-6);
  // With L = 3 the red picture is 20 p + 21 q + 22 q by softmax (e, 1, 1) / (e + 2).
  const double e = std::exp(1.0);
  const double red = (20 * e + 21 + 22) / (e + 2);
  const double blue = (20 + 21 + 22 * e) / (e + 2);
  bool has_own_top = false;
  for (const AttributeScore& score : evaluation.scores) {
    if (!score.own_age_top || score.score.name != "mean absolute error") continue;
    if (score.ages == "all") {
      EXPECT_NEAR(score.score.value, (red - 20 + 24 - blue) / 2, 1e-5);
    } else {
      EXPECT_EQ(score.samples, 1U);
      EXPECT_NEAR(score.score.value, 24 - blue, 1e-5);
      has_own_top = true;
    }
  }
  EXPECT_TRUE(has_own_top);
}

TEST_F(UtkfaceTest, AnswersOfGrownUpsAreClampedAsInThePaper) {
  draw("21_0_0_1.jpg", 255, 0, 0);
  draw("60_0_0_2.jpg", 0, 0, 255);
  draw("70_0_0_3.jpg", 0, 0, 255);
  HeadSpec head;
  head.output = "means";
  head.attribute = "age";
  head.kind = HeadKind::age;
  head.activation = Activation::softmax;
  head.age_first = 20;
  head.age_top = 1;
  const AttributeEvaluation evaluation =
      evaluate_attributes(model(head), open_utkface(folder_.path()), {.age_top = 1});
  // The answers are 20 and 22; clamped they are 21 and 22.
  std::map<std::string, double> errors;
  for (const AttributeScore& score : evaluation.scores) {
    if (score.score.name == "mean absolute error") errors[score.ages] = score.score.value;
    if (score.ages != "all") {
      EXPECT_EQ(score.samples, 2U);
    }
  }
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_NEAR(errors["all"], (1 + 38 + 48) / 3.0, 1e-6);
  EXPECT_NEAR(errors["21 to 60"], (1 + 38) / 2.0, 1e-6);
  EXPECT_NEAR(errors["21 to 60, clamped"], (0 + 38) / 2.0, 1e-6);
}

TEST_F(UtkfaceTest, ClassifiersOfFrozenFeaturesAreScored) {
  const std::array<std::array<int, 3>, 3> colours = {{{250, 0, 0}, {0, 250, 0}, {0, 0, 250}}};
  for (int i = 0; i < 36; ++i) {
    const auto& colour = colours[static_cast<std::size_t>(i % 3)];
    draw("30_0_" + std::to_string(i % 3) + "_" + std::to_string(i) + ".jpg", colour[0], colour[1],
         colour[2] / 2 + i);
  }
  HeadSpec head;
  head.output = "means";
  head.attribute = "identity";
  head.kind = HeadKind::identity;
  const std::string name = model(head);
  const auto source = open_utkface(folder_.path());
  const FrozenFeatures train =
      read_frozen_features(name, source, dataset::SplitShare{0, 0.6, 1, "", ""}, {});
  const FrozenFeatures test =
      read_frozen_features(name, source, dataset::SplitShare{0.6, 1, 1, "", ""}, {});
  EXPECT_EQ(train.samples.features.rows + test.samples.features.rows, 36U);
  for (const FrozenClassifier& classifier : frozen_classifiers(10)) {
    const FrozenScore score = score_frozen(classifier, train.samples, test.samples, {});
    EXPECT_EQ(score.scores.size(), 3U);
    EXPECT_EQ(score.scores[0].name, "accuracy");
    EXPECT_EQ(score.scores[0].value, 1) << classifier.name;
    EXPECT_EQ(score.test, test.samples.features.rows);
  }
}

}  // namespace
}  // namespace mien::paper
