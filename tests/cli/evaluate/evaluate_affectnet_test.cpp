#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/analyze_fixture.h"

namespace mien::cli {
namespace {

using testing::HasSubstr;

/// The tiny model takes red for anger and blue for happiness.
class EvaluateAffectNetTest : public AnalyzeTest {
 protected:
  EvaluateAffectNetTest() {
    write_red("set/1/a.png");
    write_blue("set/1/b.png");
    write_blue("set/2/c.png");
    write_file(at("set/validation.csv"),
               "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,"
               "expression,valence,arousal\n"
               "1/a.png,0,0,20,20,,6,-0.5,0.5\n"
               "1/b.png,0,0,20,20,,1,0.5,0.5\n"
               "2/c.png,0,0,20,20,,6,-0.5,0.5\n"
               "2/c.png,0,0,0,20,,6,-0.5,0.5\n"
               "2/c.png,0,0,20,20,,10,-2,-2\n");
  }

  [[nodiscard]] ProgramResult affectnet(std::vector<std::string> arguments) const {
    const std::vector<std::string> first = {"evaluate", "affectnet", at("set"), "--model",
                                            at("tiny.onnx")};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }
};

TEST_F(EvaluateAffectNetTest, PrintsScoresBesideTheTable) {
  const ProgramResult run = affectnet({"--csv", at("s.csv"), "--plots", at("plots")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("release of 2017, validation.csv"));
  EXPECT_THAT(run.output, HasSubstr("66.67"));
  EXPECT_THAT(run.output, HasSubstr("1 row without a usable box left out, first "));
  EXPECT_THAT(run.output, HasSubstr("validation.csv:5"));
  EXPECT_THAT(run.output, HasSubstr("4 records, 1 without one of the expressions"));
  EXPECT_THAT(run.output, HasSubstr("65.74"));
  EXPECT_THAT(read_text(at("s.csv")), HasSubstr(",3,0,3,accuracy,0.666667,"));
  EXPECT_THAT(read_text(at("plots/1-3-confusion.svg")), HasSubstr("</svg>"));
  const ProgramResult json = affectnet({"--json", "-"});
  EXPECT_EQ(Json::parse(json.output)["models"][0]["scores"][0]["samples"], 3);
  EXPECT_EQ(Json::parse(json.output)["data"]["unusable_boxes"], 1);
}

TEST_F(EvaluateAffectNetTest, ScoresValenceAndArousalOfThePicturesOfItsExpressions) {
  // Green is valence and blue arousal. A picture of an expression that the model lacks counts for
  // neither.
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads.front().offset = 0;
  HeadSpec affect;
  affect.output = "means";
  affect.attribute = "affect";
  affect.kind = HeadKind::affect;
  affect.offset = 1;
  metadata.heads.push_back(affect);
  write_file(at("tiny.onnx"), tiny_onnx(4, format_metadata(metadata)));
  write_file(at("set/validation.csv"),
             read_text(at("set/validation.csv")) + "2/c.png,0,0,20,20,,7,0.9,-0.9\n");
  const ProgramResult run = affectnet({"--json", at("s.json"), "--csv", at("s.csv")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("valence CCC"));
  const Json json = Json::parse(read_text(at("s.json")))["models"][0]["affect"];
  EXPECT_EQ(json["samples"], 3);
  const auto score = [&](const char* name) {
    for (const Json& entry : json["scores"]) {
      if (entry["name"] == name) return entry["value"].get<double>();
    }
    return -1.0;
  };
  EXPECT_NEAR(score("valence RMSE"), 0.5, 1e-6);
  EXPECT_NEAR(score("arousal RMSE"), 0.5, 1e-6);
  EXPECT_NEAR(score("arousal SAGR"), 2.0 / 3, 1e-6);
  EXPECT_NEAR(score("valence CCC"), 0, 1e-6);
  EXPECT_THAT(read_text(at("s.csv")), HasSubstr(",,,3,valence RMSE,0.500000,"));
}

TEST_F(EvaluateAffectNetTest, ManifestsAreSources) {
  const ProgramResult run = affectnet({"--manifest", at("set/valid.csv")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  const ProgramResult again =
      run_program({"evaluate", at("tiny.onnx"), at("set/valid.csv"), "--json", "-"});
  ASSERT_EQ(again.exit_code, 0) << again.errors;
  const Json json = Json::parse(again.output);
  EXPECT_EQ(json["data"]["records"], 3);
  EXPECT_NEAR(json["heads"][0]["scores"][0]["value"].get<double>(), 2.0 / 3, 1e-9);
}

TEST_F(EvaluateAffectNetTest, RefusesWhatItWouldHaveToAssume) {
  EXPECT_EQ(affectnet({"--folder-labels", "1=happy"}).exit_code, 2);
  EXPECT_EQ(affectnet({"--split", "train"}).exit_code, 1);  // folders 1 and 2
  std::filesystem::remove(at("set/validation.csv"));
  const ProgramResult numbers = affectnet({});
  EXPECT_EQ(numbers.exit_code, 1);
  EXPECT_THAT(numbers.errors, HasSubstr("--folder-labels NUMBER=NAME"));
  const ProgramResult result = affectnet({"--folder-labels", "1=anger,2=happy"});
  ASSERT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("66.67"));
}

/// A model of the mean colour whose classes stand for ethnicities.
TEST_F(EvaluateAffectNetTest, UtkfaceIsReadByItsNames) {
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads.front().attribute = "ethnicity";
  metadata.heads.front().labels = {"white", "black", "asian"};
  write_file(at("people.onnx"), tiny_onnx(4, format_metadata(metadata)));
  for (int i = 0; i < 40; ++i) {
    const std::string number = std::to_string(20 + i);
    write_red("utk/" + number + "_0_0_" + number + ".png");
    write_blue("utk/" + number + "_1_2_" + number + ".png");
  }
  const ProgramResult run =
      run_program({"evaluate", "utkface", at("utk"), "--model", at("people.onnx"), "--frozen-model",
                   at("people.onnx"), "--layer-model", at("people.onnx"), "--trees", "5", "--json",
                   at("s.json"), "--csv", at("s.csv")});
  // The network has no feature but its answers: there is no fully connected layer.
  EXPECT_EQ(run.exit_code, 3);
  const ProgramResult plain =
      run_program({"evaluate", "utkface", at("utk"), "--model", at("people.onnx"), "--no-frozen",
                   "--json", at("s.json"), "--csv", at("s.csv")});
  ASSERT_EQ(plain.exit_code, 0) << plain.errors;
  EXPECT_THAT(plain.output, HasSubstr("21 to 60"));
  EXPECT_THAT(plain.output, HasSubstr("93.79"));
  const Json json = Json::parse(read_text(at("s.json")));
  EXPECT_EQ(json["data"][0]["models"][0]["scores"][0]["value"], 1.0);
  EXPECT_EQ(json["data"][0]["models"][0]["scores"][0]["samples"], 80);
  EXPECT_THAT(read_text(at("s.csv")), HasSubstr(",ethnicity,21 to 60,,78,accuracy,share,1.000000"));
}

}  // namespace
}  // namespace mien::cli
