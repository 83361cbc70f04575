#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cli/analyze_fixture.h"
#include "mien/media/video_writer.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// A run that would write to a file that it reads.
struct HarmfulRun {
  std::vector<std::string> arguments;
  std::string victim;
};

class OutputsTest : public AnalyzeTest {
 protected:
  OutputsTest() {
    write_red("in/ann/1.png");
    write_blue("in/bob/2.png");
    fs::create_directory_symlink(at("in"), at("link"));
    write_file(at("set.csv"), "path,emotion\nin/ann/1.png,anger\nin/bob/2.png,happiness\n");
  }

  /// The run must end before any work, name the file, and leave all files as they are.
  void expect_refused(const HarmfulRun& run) const {
    const std::string before = read_text(at(run.victim));
    ASSERT_FALSE(before.empty()) << run.victim;
    const ProgramResult result = run_program(run.arguments);
    const std::string description = testing::PrintToString(run.arguments);
    EXPECT_EQ(result.exit_code, 2) << description << result.errors;
    EXPECT_THAT(result.errors, AllOf(HasSubstr("expected outputs apart from the inputs"),
                                     HasSubstr(fs::path(run.victim).filename().string())))
        << description;
    EXPECT_EQ(read_text(at(run.victim)), before) << description;
  }

  [[nodiscard]] std::size_t files_in(const std::string& name) const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(at(name)), fs::directory_iterator()));
  }
};

TEST_F(OutputsTest, OfAnalyzeReplaceNoInput) {
  const std::string photo = at("in/ann/1.png");
  for (const char* option : {"--json", "--jsonl", "--csv", "--report", "--embeddings"}) {
    expect_refused({{"analyze", at("in"), option, photo}, "in/ann/1.png"});
    expect_refused({{"analyze", photo, option, at("link/ann/1.png")}, "in/ann/1.png"});
  }
  expect_refused({{"analyze", at("in"), "--annotate", at("in")}, "in/ann/1.png"});
  expect_refused({{"analyze", at("in"), "--annotate", at("link"), "--overwrite"}, "in/ann/1.png"});
  expect_refused({{"analyze", photo, "--annotate", at("in/ann")}, "in/ann/1.png"});
  expect_refused(
      {{"analyze", photo, "--model", at("tiny.onnx"), "--csv", at("tiny.onnx")}, "tiny.onnx"});
  EXPECT_THAT(run_program({"analyze", "-", "--csv", "/dev/stdin"}, photo + "\n").errors,
              HasSubstr("to be the input on standard input"));
}

TEST_F(OutputsTest, OfAClipReplaceNoInput) {
  VideoWriter writer(at("clip.mp4"), {64, 48});
  writer.write(Image(64, 48), 0);
  writer.finish();
  expect_refused({{"analyze", at("clip.mp4"), "--annotate", at("clip.mp4")}, "clip.mp4"});
  expect_refused({{"analyze", at("clip.mp4"), "--annotate", at("")}, "clip.mp4"});
  fs::create_directory(at("clips"));
  fs::copy_file(at("clip.mp4"), at("clips/clip.mp4"));
  expect_refused({{"analyze", at("clips"), "--annotate", at("clips")}, "clips/clip.mp4"});
  fs::create_symlink(at("clip.mp4"), at("clip.svg"));
  expect_refused({{"analyze", at("clip.mp4"), "--timeline", at("clip.svg")}, "clip.mp4"});
}

TEST_F(OutputsTest, OfOtherCommandsReplaceNoInput) {
  const std::string photo = at("in/ann/1.png");
  write_file(at("people.gallery"), "text");
  write_file(at("pairs.txt"), "text");
  write_file(at("x.npy"), "text");
  write_file(at("x.npy.csv"), "path,sequence\nin/ann/1.png,one\n");
  write_file(at("x.mienclf"), "text");
  write_file(at("heads.json"), "text");
  const std::vector<HarmfulRun> runs = {
      {{"compare", photo, photo, "--json", photo}, "in/ann/1.png"},
      {{"identify", photo, "--gallery", at("in"), "--csv", at("in/bob/2.png")}, "in/bob/2.png"},
      {{"identify", photo, "--gallery", at("people.gallery"), "--json", at("people.gallery")},
       "people.gallery"},
      {{"identify", photo, "--gallery", at("in"), "--jsonl", photo}, "in/ann/1.png"},
      {{"identify", photo, "--gallery", at("in"), "--report", at("in/bob/2.png")}, "in/bob/2.png"},
      {{"identify", photo, "--gallery", at("in"), "--annotate", at("in/ann"), "--overwrite"},
       "in/ann/1.png"},
      {{"group", at("in"), "--report", photo}, "in/ann/1.png"},
      {{"group", at("in"), "--csv", photo}, "in/ann/1.png"},
      {{"gallery", "build", "--force", photo, at("in")}, "in/ann/1.png"},
      {{"gallery", "build", "--force", at("people.csv"), "--csv", at("people.csv")}, "people.csv"},
      {{"gallery", "list", at("people.gallery"), "--csv", at("people.gallery")}, "people.gallery"},
      {{"gallery", "thresholds", at("people.gallery"), "--json", at("people.gallery")},
       "people.gallery"},
      {{"describe", at("x.npy.csv"), "-o", at("x.npy")}, "x.npy.csv"},
      {{"fit", at("x.npy"), "-o", at("x.npy")}, "x.npy"},
      {{"fit", at("x.npy"), "--json", at("x.npy.csv")}, "x.npy.csv"},
      {{"predict", at("x.mienclf"), at("x.npy"), "--csv", at("x.mienclf")}, "x.mienclf"},
      {{"predict", at("x.mienclf"), at("x.npy"), "--json", at("x.npy")}, "x.npy"},
      {{"evaluate", at("tiny.onnx"), at("set.csv"), "--csv", at("set.csv")}, "set.csv"},
      {{"evaluate", at("tiny.onnx"), at("set.csv"), "--json", photo}, "in/ann/1.png"},
      {{"evaluate", at("tiny.onnx"), at("set.csv"), "--fairness", "--fairness-csv",
        at("tiny.onnx")},
       "tiny.onnx"},
      {{"evaluate", at("tiny.onnx"), at("in"), "--plots", at("plots")}, "in/ann/1.png"},
      {{"evaluate", "lfw", at("in"), "--csv", photo}, "in/ann/1.png"},
      {{"evaluate", "lfw", at("in"), "--pairs", at("pairs.txt"), "--json", at("pairs.txt")},
       "pairs.txt"},
      {{"evaluate", "affectnet", at("faces"), "--manifest", at("faces/anger/1.png")},
       "faces/anger/1.png"},
      {{"evaluate", "clips", at("clips.csv"), "--json", photo}, "in/ann/1.png"},
      {{"prepare", at("in"), "-o", photo}, "in/ann/1.png"},
      {{"prepare", at("set.csv"), "-o", at("set.csv")}, "set.csv"},
      {{"models", "convert", "--importer", "onnx", at("tiny.onnx"), "-o", at("tiny.onnx")},
       "tiny.onnx"},
      {{"models", "import", at("heads.json"), "--as", "enet_b0_8_best_vgaf.pt", "-o",
        at("heads.json")},
       "heads.json"},
      {{"reproduce", "--bench", at("made/report.md"), "-o", at("made")}, "made/report.md"},
  };
  write_file(at("people.csv"), "path,person\nin/ann/1.png,Ann\n");
  write_file(
      at("clips.csv"),
      "path,sequence,split,label\nin/ann/1.png,one,train,happy\nin/bob/2.png,two,valid,sad\n");
  write_red("faces/anger/1.png");
  write_blue("faces/happiness/2.png");
  fs::create_directories(at("made"));
  write_file(at("made/report.md"), "text");
  fs::create_directories(at("plots"));
  fs::create_symlink(photo, at("plots/emotion-confusion.svg"));
  for (const HarmfulRun& run : runs) expect_refused(run);
}

TEST_F(OutputsTest, OnStandardOutputAreNotLostWithoutAWord) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "/dev/full is absent";
  const std::string photo = at("in/ann/1.png");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--version"},
           {"--help"},
           {"analyze", "--help"},
           {"models", "list"},
           {"models", "show"},
           {"models", "import"},
           {"networks"},
           {"analyze", "--detector", "none", "--model", at("tiny.onnx"), photo},
           {"evaluate", at("tiny.onnx"), at("set.csv")}}) {
    const ProgramResult result = run_program(arguments, "", "/dev/full");
    EXPECT_EQ(result.exit_code, 3) << testing::PrintToString(arguments) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("standard output: cannot write"));
  }
}

TEST_F(OutputsTest, AreTwoFiles) {
  const std::string photo = at("in/ann/1.png");
  const std::string output = at("one.out");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"analyze", photo, "--json", output, "--csv", output},
           {"analyze", photo, "--embeddings", output, "--report", output + ".csv"},
           {"identify", photo, "--gallery", at("in"), "--json", output, "--csv", output},
           {"group", at("in"), "--report", output, "--csv", output},
           {"fit", at("x.npy"), "-o", output, "--json", output},
           {"predict", at("x"), at("x.npy"), "--csv", output, "--json", output},
           {"evaluate", at("tiny.onnx"), at("set.csv"), "--csv", output, "--json", output},
           {"evaluate", "lfw", at("in"), "--csv", output, "--json", output},
           {"bench", "networks", "--csv", output, "--json", output}}) {
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 2) << testing::PrintToString(arguments) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("expected a file for each output, found one for"));
    EXPECT_FALSE(fs::exists(output));
  }
  EXPECT_THAT(analyze({photo, "--csv", "-", "--report", "-"}).errors,
              HasSubstr("expected one output on standard output, found --csv and --report"));
}

TEST_F(OutputsTest, ThatCannotBeWrittenEndTheRunBeforeTheWork) {
  const std::string photo = at("in/ann/1.png");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"analyze", photo, "--csv", at("missing/x.csv")},
           {"compare", photo, photo, "--json", at("missing/x.json")},
           {"identify", photo, "--gallery", at("in"), "--json", at("missing/x.json")},
           {"group", at("in"), "--report", at("missing/x.html")},
           {"gallery", "build", at("missing/x.gallery"), at("in")},
           {"describe", at("in"), "-o", at("missing/x.npy")},
           {"fit", at("x.npy"), "-o", at("missing/x")},
           {"help", "--man", "/proc/mien"},
           {"prepare", at("in"), "-o", at("missing/x.tar")}}) {
    const ProgramResult result = run_program(arguments);
    EXPECT_EQ(result.exit_code, 3) << testing::PrintToString(arguments) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("No such file or directory")) << result.errors;
  }
}

TEST_F(OutputsTest, MarkedPicturesReplaceTheirLikeAndNothingElse) {
  const std::string photo = at("in/ann/1.png");
  ASSERT_EQ(analyze({photo, "--annotate", at("marked")}).exit_code, 0);
  const ProgramResult again = analyze({photo, "--annotate", at("marked")});
  EXPECT_EQ(again.exit_code, 0) << again.errors;

  write_blue("marked/1.png");
  const std::string original = read_text(at("marked/1.png"));
  const ProgramResult refused = analyze({photo, "--annotate", at("marked")});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.errors,
              AllOf(HasSubstr("found 1 other (" + at("marked/1.png")), HasSubstr("--overwrite")));
  EXPECT_EQ(read_text(at("marked/1.png")), original);
  EXPECT_EQ(analyze({photo, "--annotate", at("marked"), "--overwrite"}).exit_code, 0);
  EXPECT_NE(read_text(at("marked/1.png")), original);
  EXPECT_EQ(files_in("marked"), 1U);
}

TEST_F(OutputsTest, MarkedPicturesOfLikeNamesGetNamesOfTheirOwn) {
  const std::string png = read_text(at("in/ann/1.png"));
  write_file(at("a.bmp"), png);
  write_file(at("a.bmp.jpg"), png);
  const ProgramResult result =
      analyze({at("a.bmp"), at("a.bmp.jpg"), "--annotate", at("marked"), "-q"});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_TRUE(fs::exists(at("marked/a.bmp.jpg")));
  EXPECT_TRUE(fs::exists(at("marked/a.bmp-2.jpg")));
}

TEST_F(OutputsTest, TheNextRunRemovesWhatAKilledOneLeft) {
  fs::create_directories(at("marked"));
  write_file(at("marked/.mien-0123456789abcdef"), "half a picture");
  write_file(at(".mien-fedcba9876543210.mp4"), "half a clip");
  ASSERT_EQ(
      analyze({at("in/ann/1.png"), "--annotate", at("marked"), "--csv", at("x.csv")}).exit_code, 0);
  EXPECT_FALSE(fs::exists(at("marked/.mien-0123456789abcdef")));
  EXPECT_FALSE(fs::exists(at(".mien-fedcba9876543210.mp4")));
}

}  // namespace
}  // namespace mien::cli
