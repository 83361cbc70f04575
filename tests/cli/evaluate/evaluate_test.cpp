#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/analyze_fixture.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The tiny model on a folder for each class: red is taken for anger and blue for happiness.
class EvaluateTest : public AnalyzeTest {
 protected:
  EvaluateTest() {
    write_red("set/valid/angry/1.png");
    write_red("set/valid/angry/2.png");
    write_blue("set/valid/happy/1.png");
    write_red("set/valid/happy/2.png");
    write_blue("set/valid/fear/1.png");
    write_red("set/train/angry/1.png");
  }

  [[nodiscard]] ProgramResult evaluate(std::vector<std::string> arguments) const {
    const std::vector<std::string> first = {"evaluate", at("tiny.onnx"), at("set")};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }
};

TEST_F(EvaluateTest, PrintsScoresAndWhatIsLeftOut) {
  const ProgramResult run = evaluate({"--split", "valid"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("5 records, 0 without a label"));
  EXPECT_THAT(run.output, HasSubstr("emotion: 4 pictures, labels from label"));
  EXPECT_THAT(run.output, HasSubstr("no class of the answers: 1 fear"));
  EXPECT_THAT(run.output, HasSubstr("75.0 %"));
}

TEST_F(EvaluateTest, TakesDataAndModelsInFilesNamedLikeAProtocol) {
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  for (const std::string name :
       {"lfw", "clips", "utkface", "affectnet", "afew", "vgaf", "detection"}) {
    write_red(name + "/angry/1.png");
    write_blue(name + "/happy/1.png");
    const ProgramResult data = run_program({"evaluate", "tiny.onnx", name, "-q"});
    EXPECT_EQ(data.exit_code, 0) << name << data.errors;
    const ProgramResult after = run_program({"evaluate", "-q", "tiny.onnx", name});
    EXPECT_EQ(after.exit_code, 0) << name << after.errors;
    const ProgramResult model = run_program({"evaluate", "./" + name, "set"});
    EXPECT_EQ(model.exit_code, 3) << name;
    const ProgramResult id = run_program({"evaluate", "--", name, "set"});
    EXPECT_THAT(id.errors, HasSubstr("model: expected one of")) << name;
  }
  fs::current_path(before);
  EXPECT_THAT(run_program({"evaluate", "lfw", "--help"}).output, HasSubstr("pairs.txt"));
  EXPECT_THAT(run_program({"evaluate", "--help"}).output, HasSubstr("affectnet"));
}

TEST_F(EvaluateTest, WritesJsonCsvAndPlots) {
  const ProgramResult run =
      evaluate({"--split", "valid", "--json", at("s.json"), "--csv", at("a.csv"), "--plots",
                at("plots"), "--group-by", "label", "-q"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.output, "");
  const Json json = Json::parse(read_text(at("s.json")));
  EXPECT_EQ(json["data"]["records"], 5);
  const Json& head = json["heads"][0];
  EXPECT_EQ(head["samples"], 4);
  EXPECT_EQ(head["left_out"]["fear"], 1);
  EXPECT_EQ(head["scores"][0]["value"], 0.75);
  EXPECT_EQ(head["confusion"], Json::parse("[[0,0,0],[0,1,1],[0,0,2]]"));
  EXPECT_TRUE(head["classes"][0]["recall"].is_null());
  EXPECT_EQ(head["groups"][0]["values"][0]["name"], "angry");
  const std::string csv = read_text(at("a.csv"));
  EXPECT_THAT(csv, HasSubstr("path,emotion_label,emotion,emotion_neutral,emotion_happiness,"
                             "emotion_anger,error\n"));
  EXPECT_THAT(csv, HasSubstr("valid/happy/2.png,happiness,anger,0.2119,0.2119,0.5761,\n"));
  EXPECT_THAT(csv, HasSubstr("valid/fear/1.png,fear,happiness,"));
  for (const char* name : {"emotion-confusion", "emotion-calibration", "emotion-by-label"}) {
    EXPECT_THAT(read_text(folder.path() / "plots" / (std::string(name) + ".svg")),
                HasSubstr("</svg>"));
  }
}

TEST_F(EvaluateTest, ListsGapsOfGroups) {
  for (int i = 0; i < 20; ++i) {
    write_red("groups/angry/" + std::to_string(i) + ".png");
    write_red("groups/happy/" + std::to_string(i) + ".png");
  }
  const ProgramResult run =
      run_program({"evaluate", at("tiny.onnx"), at("groups"), "--group-by", "label", "--fairness",
                   "--fairness-csv", at("gaps.csv"), "--json", at("s.json")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("group fairness, largest gap first"));
  EXPECT_THAT(run.output, HasSubstr("angry 100.0 (20)"));
  const Json gaps = Json::parse(read_text(at("s.json")))["fairness"];
  EXPECT_EQ(gaps[0]["gap"], 1);
  EXPECT_EQ(gaps[0]["groups"].size(), 2U);
  EXPECT_THAT(
      read_text(at("gaps.csv")),
      HasSubstr("emotion,accuracy,share,label,1.000000,1.000000,1.000000,happy,20,0,0.0000"));
  EXPECT_EQ(evaluate({"--fairness-csv", at("gaps.csv")}).exit_code, 2);
}

TEST_F(EvaluateTest, GivesTheSameBytesWhateverTheThreads) {
  const ProgramResult single = evaluate({"--json", "-", "--threads", "1"});
  ASSERT_EQ(single.exit_code, 0) << single.errors;
  EXPECT_EQ(evaluate({"--json", "-", "--threads", "3"}).output, single.output);
}

TEST_F(EvaluateTest, NamesMayBeMappedAndClassesDropped) {
  const ProgramResult mapped = evaluate({"--split", "valid", "--map", "fear=happiness"});
  EXPECT_THAT(mapped.output, HasSubstr("emotion: 5 pictures"));
  EXPECT_THAT(mapped.output, HasSubstr("80.0 %"));
  const ProgramResult dropped = evaluate({"--split", "valid", "--drop", "anger"});
  EXPECT_THAT(dropped.output, HasSubstr("emotion: 2 pictures"));
  EXPECT_THAT(dropped.output, HasSubstr("2 anger, 1 fear"));
}

TEST_F(EvaluateTest, FewPicturesMayBeDamaged) {
  write_file(folder.path() / "set/valid/happy/3.png", "no picture");
  const ProgramResult strict = evaluate({"--json", at("s.json")});
  EXPECT_EQ(strict.exit_code, 1);
  EXPECT_THAT(strict.errors, HasSubstr("--max-corrupt"));
  EXPECT_FALSE(fs::exists(at("s.json")));
  const ProgramResult lenient = evaluate({"--max-corrupt", "20"});
  EXPECT_EQ(lenient.exit_code, 0);
  EXPECT_THAT(lenient.output, HasSubstr("1 unreadable"));
  EXPECT_THAT(lenient.errors, HasSubstr("happy/3.png"));
}

TEST_F(EvaluateTest, RefusesBadOptions) {
  EXPECT_EQ(evaluate({"--map", "happy"}).exit_code, 2);
  EXPECT_EQ(evaluate({"--drop", "contempt"}).exit_code, 2);
  EXPECT_EQ(evaluate({"--label-column", "age=label"}).exit_code, 2);
  EXPECT_EQ(evaluate({"--json", "-", "--csv", "-"}).exit_code, 2);
  EXPECT_EQ(evaluate({"--split", "test"}).exit_code, 1);
  EXPECT_EQ(evaluate({"--label-column", "emotion=split"}).exit_code, 1);
  EXPECT_EQ(evaluate({"--json", at("none/s.json")}).exit_code, 3);
  EXPECT_EQ(run_program({"evaluate", at("none.onnx"), at("set")}).exit_code, 3);
}

}  // namespace
}  // namespace mien::cli
