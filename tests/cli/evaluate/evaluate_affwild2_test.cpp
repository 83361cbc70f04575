#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/analyze_fixture.h"

namespace mien::cli {
namespace {

using testing::HasSubstr;

/// The tiny model takes red for anger and blue for happiness; green is valence, blue arousal.
class EvaluateAffWild2Test : public AnalyzeTest {
 protected:
  EvaluateAffWild2Test() {
    ModelMetadata metadata = tiny_metadata(4);
    metadata.heads.front().offset = 0;
    HeadSpec affect;
    affect.output = "means";
    affect.attribute = "affect";
    affect.kind = HeadKind::affect;
    affect.offset = 1;
    metadata.heads.push_back(affect);
    write_file(at("tiny.onnx"), tiny_onnx(4, format_metadata(metadata)));
    for (const char* folder : {"set/EXPR_Set/Validation_Set", "set/VA_Set/Validation_Set"}) {
      std::filesystem::create_directories(at(folder));
    }
    write_file(at("set/EXPR_Set/Validation_Set/v.txt"), std::string_view("head\n1\n4\n4\n-1\n"));
    write_file(at("set/VA_Set/Validation_Set/v.txt"),
               std::string_view("valence,arousal\n-0.5,0.5\n0.5,0.5\n0.5,0.5\n0,0\n"));
    write_red("set/cropped_aligned/v/00001.jpg");
    write_blue("set/cropped_aligned/v/00002.jpg");
    write_red("set/cropped_aligned/v/00003.jpg");
  }
};

TEST_F(EvaluateAffWild2Test, ScoresFramesAndComparesTheirCounts) {
  const ProgramResult run = run_program(
      {"evaluate", "affwild2", at("set"), "--model", at("tiny.onnx"), "--json", at("s.json")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("66.67"));
  EXPECT_THAT(run.output, HasSubstr("24417"));
  EXPECT_THAT(run.output, HasSubstr("not the frames of the published protocol"));
  EXPECT_THAT(run.output, HasSubstr("valence CCC"));
  const Json json = Json::parse(read_text(at("s.json")));
  EXPECT_EQ(json["data"]["frames"]["happiness"]["found"], 2);
  EXPECT_EQ(json["data"]["frames"]["anger"]["published"], 5874);
  EXPECT_EQ(json["data"]["unlabelled_frames"], 1);
  EXPECT_EQ(json["models"][0]["scores"][0]["samples"], 3);
  EXPECT_EQ(json["models"][0]["affect"]["samples"], 3);
  EXPECT_FALSE(json.contains("paper"));
}

TEST_F(EvaluateAffWild2Test, ExplainsAnotherLayout) {
  const ProgramResult run =
      run_program({"evaluate", "affwild2", at("."), "--model", at("tiny.onnx")});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.errors, HasSubstr("expected Aff-Wild2 as ABAW 2021 has it"));
}

}  // namespace
}  // namespace mien::cli
