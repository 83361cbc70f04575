#include "cli/files/run_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "temporary_folder.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class RunFilesTest : public testing::Test {
 protected:
  RunFilesTest() {
    write("in/a.jpg");
    write("in/b.txt");
  }

  [[nodiscard]] fs::path at(const std::string& name) const { return folder.path() / name; }

  void write(const std::string& name, const std::string& text = "x") const {
    fs::create_directories(at(name).parent_path());
    write_file(at(name), text);
  }

  /// What is wrong with the files of a run; "" if nothing is.
  static std::string error_of(const RunFiles& files, ErrorCode code = ErrorCode::usage) {
    try {
      files.prepare();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), code) << error.what();
      return error.what();
    }
    return "";
  }

  [[nodiscard]] std::string error_with(const fs::path& input, const fs::path& output) const {
    RunFiles files;
    files.reads(input);
    files.writes("--csv", output);
    return error_of(files);
  }

  TemporaryFolder folder;
};

TEST_F(RunFilesTest, AnOutputIsNoInputUnderAnyName) {
  fs::create_symlink(at("in"), at("folder-link"));
  fs::create_symlink("in/a.jpg", at("link.jpg"));
  fs::create_hard_link(at("in/a.jpg"), at("hard.jpg"));
  for (const char* name :
       {"in/a.jpg", "in/../in/a.jpg", "folder-link/a.jpg", "link.jpg", "hard.jpg"}) {
    EXPECT_THAT(error_with(at("in/a.jpg"), at(name)),
                AllOf(HasSubstr("--csv " + at(name).string()), HasSubstr(at("in/a.jpg").string())))
        << name;
    EXPECT_NE(error_with(at(name), at("in/a.jpg")), "") << name;
    EXPECT_NE(error_with(at("in"), at(name)), "") << name;
  }
}

TEST_F(RunFilesTest, WhatIsNotReadInAFolderMayBeReplaced) {
  EXPECT_EQ(error_with(at("in"), at("in/b.txt")), "");
  EXPECT_EQ(error_with(at("in"), at("in/new.csv")), "");
  EXPECT_EQ(error_with(at("in/a.jpg"), at("in/b.txt")), "");
  EXPECT_EQ(error_with("camera:0", at("in/b.txt")), "");
  EXPECT_EQ(error_with("rtsp://host/path", at("in/b.txt")), "");
}

TEST_F(RunFilesTest, TablesOfLabelsAndArchivesOfAFolderAreInputs) {
  for (const char* name : {"in/labels.csv", "in/validation.csv", "in/Train_labels.txt",
                           "in/annotations/1_exp.npy", "in/set.tar", "in/deep/er/b.mp4"}) {
    write(name);
    EXPECT_NE(error_with(at("in"), at(name)), "") << name;
  }
}

TEST_F(RunFilesTest, ThePicturesOfAManifestAreInputs) {
  write("set/list.csv", "path,emotion\n../elsewhere/a.bin,happy\nb.bin,sad\n");
  write("set/b.bin");
  EXPECT_NE(error_with(at("set/list.csv"), at("set/list.csv")), "");
  write("set/list.csv", "path,emotion\nb.bin,sad\n");
  EXPECT_THAT(error_with(at("set/list.csv"), at("set/b.bin")), HasSubstr("set/b.bin"));
}

TEST_F(RunFilesTest, NumberedPicturesAreInputs) {
  write("shots/0001.png");
  EXPECT_NE(error_with(at("shots/%04d.png"), at("shots/0001.png")), "");
  EXPECT_EQ(error_with(at("shots/%04d.png"), at("shots/rows.csv")), "");
}

TEST_F(RunFilesTest, TwoOutputsAreTwoFiles) {
  fs::create_symlink("x.out", at("link.out"));
  fs::create_symlink(at("in"), at("folder-link"));
  write("there");
  fs::create_hard_link(at("there"), at("hard"));
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"x.out", "x.out"},    {"x.out", "in/../x.out"},
      {"x.out", "link.out"}, {"in/new", "folder-link/new"},
      {"there", "hard"},     {"out", "out/a.jpg"}};
  for (const auto& [first, other] : pairs) {
    RunFiles files;
    files.writes("--json", at(first));
    files.writes("--csv", at(other));
    EXPECT_THAT(error_of(files), AllOf(HasSubstr("--json " + at(first).string()),
                                       HasSubstr("--csv " + at(other).string())));
  }
  RunFiles files;
  files.writes("--json", "-");
  files.writes("--report", "-");
  EXPECT_THAT(error_of(files), HasSubstr("found --json and --report"));
}

TEST_F(RunFilesTest, AnOptionIsNoNameOfAnOutput) {
  EXPECT_THAT(error_with(at("in"), "--jsonl"),
              AllOf(HasSubstr("--csv: expected the name of its output, found the option --jsonl"),
                    HasSubstr("./--jsonl")));
  RunFiles files;
  files.makes("-o", "--quiet");
  EXPECT_THAT(error_of(files), HasSubstr("-o: expected the name of its output"));
}

TEST_F(RunFilesTest, ADeviceTakesAnyNumberOfOutputs) {
  RunFiles files;
  files.writes("--json", "/dev/null");
  files.writes("--csv", "/dev/null");
  EXPECT_EQ(error_of(files), "");
}

TEST_F(RunFilesTest, MakesFoldersAndLeavesNothingElseBehind) {
  RunFiles files;
  files.makes("--annotate", at("out/deep"));
  files.writes("--annotate", at("out/deep/a.jpg"));
  EXPECT_EQ(error_of(files), "");
  EXPECT_TRUE(fs::is_directory(at("out/deep")));
  EXPECT_TRUE(fs::is_empty(at("out/deep")));
}

TEST_F(RunFilesTest, MakesNoFolderForARunThatIsRefused) {
  RunFiles files;
  files.reads(at("in/a.jpg"));
  files.makes("--annotate", at("out"));
  files.writes("--csv", at("in/a.jpg"));
  EXPECT_NE(error_of(files), "");
  EXPECT_FALSE(fs::exists(at("out")));
}

TEST_F(RunFilesTest, GivesTheReasonOfTheSystem) {
  const auto reason = [](const fs::path& folder, const fs::path& written) {
    RunFiles files;
    files.makes("--plots", folder);
    files.writes("--csv", written);
    return error_of(files, ErrorCode::output);
  };
  EXPECT_THAT(reason(at("in/a.jpg/plots"), ""), HasSubstr("Not a directory"));
  EXPECT_THAT(reason(at("in/a.jpg"), ""), AllOf(HasSubstr("--plots"), HasSubstr("irectory")));
  EXPECT_THAT(reason("/proc/mien-plots", ""), HasSubstr("No such file or directory"));
  EXPECT_THAT(reason("", at("missing/x.csv")), HasSubstr("No such file or directory"));
  EXPECT_THAT(reason("", at("in/a.jpg/x.csv")), HasSubstr("Not a directory"));
  EXPECT_THAT(reason("", at("in")), HasSubstr("found a directory"));
  EXPECT_THAT(reason("", at(std::string(300, 'x'))), HasSubstr("File name too long"));
}

TEST_F(RunFilesTest, RemovesWhatAKilledRunLeft) {
  write("in/.mien-0123456789abcdef");
  EXPECT_EQ(error_with(at("in/a.jpg"), at("in/rows.csv")), "");
  EXPECT_FALSE(fs::exists(at("in/.mien-0123456789abcdef")));
  write("in/.mien-0123456789abcdef");
  RunFiles files;
  files.appends("GALLERY", at("in/b.txt"));
  EXPECT_EQ(error_of(files), "");
  EXPECT_FALSE(fs::exists(at("in/.mien-0123456789abcdef")));
}

TEST_F(RunFilesTest, MadeFoldersLoseTheLeftoversOfKilledRuns) {
  write("out/.mien-0123456789abcdef");
  write("out/mine");
  RunFiles files;
  files.makes("--output", at("out"));
  EXPECT_EQ(error_of(files), "");
  EXPECT_FALSE(fs::exists(at("out/.mien-0123456789abcdef")));
  EXPECT_TRUE(fs::exists(at("out/mine")));
}

TEST_F(RunFilesTest, ModelsOfTheModelFolderAreInputs) {
  write("models/net.onnx");
  write("models/mine.mienclf");
  const char* const folder = std::getenv("MIEN_MODELS");
  const std::string before = folder == nullptr ? "" : folder;
  ::setenv("MIEN_MODELS", at("models").c_str(), 1);
  const auto error_of_output = [&](const std::string& name) {
    RunFiles files;
    files.reads_models({});
    files.writes("--csv", at(name));
    return error_of(files);
  };
  const std::string models = error_of_output("models/net.onnx");
  const std::string others = error_of_output("models/mine.mienclf");
  ::setenv("MIEN_MODELS", before.c_str(), 1);
  EXPECT_THAT(models, HasSubstr("net.onnx"));
  EXPECT_EQ(others, "");
}

}  // namespace
}  // namespace mien::cli
