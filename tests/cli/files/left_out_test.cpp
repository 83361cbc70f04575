#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/analyze_fixture.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// What folders hold besides photos and clips, as the commands say it.
class LeftOutTest : public AnalyzeTest {
 protected:
  void touch(const std::string& name) const {
    fs::create_directories((folder.path() / name).parent_path());
    write_file(folder.path() / name, std::string_view("x"));
  }

  /// A folder that a Mac copied, with one link to itself.
  void write_mac_folder(const std::string& name) const {
    write_red(name + "/a.png");
    for (const char* file :
         {"/._a.png", "/__MACOSX/._a.png", "/.DS_Store", "/IMG_1.CR2", "/scan.pdf", "/notes.txt"}) {
      touch(name + file);
    }
  }
};

TEST_F(LeftOutTest, AnalyzeNamesAndCountsIt) {
  write_mac_folder("in");
  const ProgramResult result = analyze(
      {at("in"), "--json", at("out.json"), "--jsonl", at("out.jsonl"), "--report", at("out.html")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  const std::string expected = "1 PDF file (" + at("in/scan.pdf") + "), 1 camera RAW file (" +
                               at("in/IMG_1.CR2") + "), 1 file of an unknown format (" +
                               at("in/notes.txt") + "), 3 companions of other programs (";
  EXPECT_THAT(result.errors, AllOf(HasSubstr("1 picture, 1 face, 0 errors"),
                                   HasSubstr("\nleft out: " + expected)));
  const Json json = Json::parse(read_text(at("out.json")));
  ASSERT_EQ(json.size(), 2U);
  EXPECT_EQ(json[1]["file"], at("in"));
  EXPECT_TRUE(json[1]["error"].is_null());
  EXPECT_TRUE(json[1]["faces"].empty());
  ASSERT_EQ(json[1]["left_out"].size(), 4U);
  EXPECT_EQ(json[1]["left_out"][3]["reason"], "companion");
  EXPECT_EQ(json[1]["left_out"][3]["count"], 3);
  EXPECT_EQ(rows(read_text(at("out.jsonl")))[1], json[1]);
  EXPECT_THAT(read_text(at("out.html")), HasSubstr("Left out of the folders: 1 PDF file ("));
}

TEST_F(LeftOutTest, AnalyzeSaysNothingOfAFolderOfPhotosAlone) {
  write_red("in/a.png");
  const ProgramResult result = analyze({at("in"), "--json", at("out.json")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.errors, Not(HasSubstr("left out")));
  EXPECT_EQ(Json::parse(read_text(at("out.json"))).size(), 1U);
}

TEST_F(LeftOutTest, AnalyzeMakesARowOfWhatCannotBeLookedAt) {
  write_red("in/a.png");
  write_red("in/z.png");
  fs::create_symlink("self.png", at("in/self.png"));
  fs::create_symlink("self", at("in/self"));
  const ProgramResult result = analyze({at("in"), "--jsonl", "-"});
  EXPECT_EQ(result.exit_code, 1);
  const std::vector<Json> written = rows(result.output);
  ASSERT_EQ(written.size(), 4U);
  EXPECT_EQ(written[1]["file"], at("in/self"));
  EXPECT_THAT(written[2]["error"].get<std::string>(), HasSubstr("Too many levels"));
  EXPECT_EQ(written[3]["faces"].size(), 1U);
  EXPECT_THAT(result.errors, HasSubstr("4 pictures, 2 faces, 2 errors"));
}

TEST_F(LeftOutTest, ASequencePassesOverCompanionsToo) {
  write_red("in/f1.png");
  write_red("in/f2.png");
  touch("in/._f1.png");
  touch("in/notes.txt");
  touch("in/deep/x.png");
  const ProgramResult result = analyze({at("in"), "--sequence", "--jsonl", at("out.jsonl")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.errors, AllOf(HasSubstr("1 clip, 2 frames"), HasSubstr("1 folder ("),
                                   HasSubstr("1 companion of other programs (")));
  EXPECT_EQ(rows(read_text(at("out.jsonl"))).back()["type"], "folder");
}

TEST_F(LeftOutTest, AFolderWithoutAnythingToReadSaysWhatItHolds) {
  touch("in/a.jp2");
  const ProgramResult result = analyze({at("in")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("found 1 JPEG 2000 file ("));
}

TEST_F(LeftOutTest, ListsMayHaveZeroBytes) {
  write_red("a.png");
  write_red("b.png");
  const std::string list = at("a.png") + std::string(1, '\0') + at("b.png") + std::string(1, '\0');
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"-0"}, {"--null"}}) {
    std::vector<std::string> arguments = {"-", "--jsonl", "-"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramResult result = analyze(arguments, list);
    EXPECT_EQ(result.exit_code, 0) << result.errors;
    EXPECT_EQ(rows(result.output).size(), 2U);
  }
  EXPECT_EQ(analyze({at("a.png"), "-0"}).exit_code, 2);
}

TEST_F(LeftOutTest, EvaluateAndPreparePassOverCompanions) {
  write_mac_folder("set/angry");
  write_blue("set/happy/1.png");
  touch("set/happy/._1.png");
  touch("set/._angry");
  const ProgramResult result =
      run_program({"evaluate", at("tiny.onnx"), at("set"), "--json", at("out.json")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("2 records"));
  EXPECT_THAT(result.errors, HasSubstr("left out: 1 PDF file ("));
  EXPECT_FALSE(Json::parse(read_text(at("out.json")))["data"]["left_out"].empty());
  write_file(at("set/happy/clip.mp4"), std::string_view("x"));
  fs::create_symlink("self", at("set/self"));
  const ProgramResult broken = run_program({"evaluate", at("tiny.onnx"), at("set"), "-q"});
  EXPECT_EQ(broken.exit_code, 1);
  EXPECT_THAT(broken.errors, HasSubstr("set/self: cannot read it: Too many levels"));
}

TEST_F(LeftOutTest, DescribeSaysWhatIsNoClip) {
  write_red("in/happy/one/1.png");
  write_red("in/happy/one/2.png");
  touch("in/happy/one/._1.png");
  touch("in/notes.txt");
  fs::create_symlink("self", at("in/self"));
  const ProgramResult result =
      run_program({"describe", at("in"), "--detector", "none", "--model", at("tiny.onnx"),
                   "--layer", "means", "-o", at("out.npy")});
  EXPECT_EQ(result.exit_code, 1) << result.errors;
  EXPECT_THAT(result.errors,
              AllOf(HasSubstr("1 clip, "), HasSubstr("left out: 1 file of an unknown format ("),
                    HasSubstr("in/self: cannot read it")));
}

}  // namespace
}  // namespace mien::cli
