#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/analyze_fixture.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Twenty people, each of one colour in two or three photos of 32x32; the tiny model's feature is
/// the mean colour.
class EvaluateLfwTest : public AnalyzeTest {
 protected:
  EvaluateLfwTest() {
    ModelMetadata metadata = tiny_metadata(4);
    metadata.heads.front().attribute = "identity";
    metadata.heads.front().kind = HeadKind::identity;
    metadata.heads.front().activation = Activation::none;
    metadata.heads.front().labels.clear();
    write_file(at("colours.onnx"), tiny_onnx(4, format_metadata(metadata)));
    for (int person = 0; person < 20; ++person) {
      for (int photo = 1; photo <= 2 + person % 2; ++photo) {
        write_picture(fmt::format("lfw/P_{0}/P_{0}_{1:04}.png", person, photo),
                      {10 + 12 * person, 250 - 12 * person, person % 3 * 100}, 32, 32);
      }
    }
  }

  [[nodiscard]] ProgramResult lfw(std::vector<std::string> arguments) const {
    const std::vector<std::string> first = {"evaluate",         "lfw",    at("lfw"), "--model",
                                            at("colours.onnx"), "--crop", "centre"};
    arguments.insert(arguments.begin(), first.begin(), first.end());
    return run_program(std::move(arguments));
  }
};

TEST_F(EvaluateLfwTest, PrintsBothProtocolsBesideTheTable) {
  const ProgramResult run = lfw({});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("50 photos of 20 people"));
  EXPECT_THAT(run.output, HasSubstr("each of 20 people with two photos or more, 30 tested"));
  EXPECT_THAT(run.output, HasSubstr("100.00 +- 0.00"));
  EXPECT_THAT(run.output, HasSubstr("92.60 +- 4.01"));
  EXPECT_THAT(run.output, HasSubstr("in each of 10 folds, drawn by seed 0"));
}

TEST_F(EvaluateLfwTest, WritesJsonCsvAndPlotsAlwaysTheSame) {
  const ProgramResult run = lfw({"--json", at("s.json"), "--csv", at("s.csv"), "--plots",
                                 at("plots"), "--threads", "2", "-q"});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_EQ(run.output, "");
  const Json json = Json::parse(read_text(at("s.json")));
  EXPECT_EQ(json["data"]["photos"], 50);
  EXPECT_EQ(json["data"]["sha256"].get<std::string>().size(), 64U);
  const Json& scores = json["runs"][0];
  EXPECT_EQ(scores["crop"], "centre");
  EXPECT_EQ(scores["dimension"], 3);
  EXPECT_EQ(scores["identification"]["mean"], 1.0);
  EXPECT_EQ(scores["verification"]["auc"], 1.0);
  EXPECT_EQ(json["paper"][1]["mtcnn"], 92.6);
  EXPECT_THAT(read_text(at("s.csv")), HasSubstr("features,crop,identity,"));
  EXPECT_THAT(read_text(at("plots/roc.svg")), HasSubstr("</svg>"));
  EXPECT_THAT(read_text(at("plots/rank-1.svg")), HasSubstr("</svg>"));
  EXPECT_EQ(lfw({"--json", "-", "--threads", "1"}).output, read_text(at("s.json")));
}

TEST_F(EvaluateLfwTest, ReadsPairs) {
  write_file(at("pairs.txt"), "2\t1\nP_0\t1\t2\nP_0\t1\tP_1\t1\nP_1\t1\t3\nP_1\t2\tP_2\t1\n");
  const ProgramResult run = lfw({"--pairs", at("pairs.txt")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("1 pair of one person and as many of two in each of 2 folds"));
  write_file(at("pairs.txt"), "2\t1\nP_0\t1\t9\n");
  const ProgramResult bad = lfw({"--pairs", at("pairs.txt"), "--json", at("s.json")});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_THAT(bad.errors, HasSubstr("pairs.txt:2: expected the photo P_0_0009"));
  EXPECT_FALSE(fs::exists(at("s.json")));
}

TEST_F(EvaluateLfwTest, IdentifiesThePeopleOfAList) {
  write_file(at("names.txt"), "P_1\r\nP 3\nP_5\n\nNobody\n");
  const ProgramResult run = lfw({"--people", at("names.txt"), "--json", at("s.json")});
  ASSERT_EQ(run.exit_code, 0) << run.errors;
  EXPECT_THAT(run.output, HasSubstr("among 3 people of the list, 1 of it have no photo"));
  EXPECT_THAT(run.output, HasSubstr("each of 3 people with two photos or more, 6 tested"));
  EXPECT_THAT(run.output, HasSubstr("in each of 10 folds"));
  EXPECT_EQ(Json::parse(read_text(at("s.json")))["data"]["listed"], 4);
  write_file(at("names.txt"), "Nobody\n");
  EXPECT_THAT(lfw({"--people", at("names.txt")}).errors, HasSubstr("such as Nobody"));
  write_file(at("names.txt"), "\n");
  EXPECT_THAT(lfw({"--people", at("names.txt")}).errors, HasSubstr("expected a name in each line"));
}

TEST_F(EvaluateLfwTest, RefusesBadOptions) {
  EXPECT_EQ(lfw({"--crop", "left"}).exit_code, 2);
  EXPECT_EQ(lfw({"--json", "-", "--csv", "-"}).exit_code, 2);
  EXPECT_EQ(lfw({"--model", at("none.onnx")}).exit_code, 3);
  EXPECT_EQ(lfw({"--json", at("none/s.json")}).exit_code, 3);
  EXPECT_EQ(run_program({"evaluate", "lfw", at("absent")}).exit_code, 1);
}

}  // namespace
}  // namespace mien::cli
