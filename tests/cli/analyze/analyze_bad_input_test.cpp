#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "cli/analyze_fixture.h"

namespace mien::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class AnalyzeBadInput : public AnalyzeTest {
 protected:
  /// Analyses the named file between two good ones: it must become a row with an error, and nothing
  /// else may suffer.
  std::string error_of(const std::string& path) {
    write_red("good-a.png");
    write_blue("good-b.png");
    const ProgramResult result =
        analyze({at("good-a.png"), path, at("good-b.png"), "--jsonl", "-"});
    EXPECT_EQ(result.exit_code, 1) << result.errors;
    const std::vector<Json> lines = rows(result.output);
    if (lines.size() != 3) {
      ADD_FAILURE() << "expected three rows, found:\n" << result.output << result.errors;
      return "";
    }
    EXPECT_EQ(lines[0]["faces"][0]["emotion"]["label"], "anger");
    EXPECT_EQ(lines[2]["faces"][0]["emotion"]["label"], "happiness");
    EXPECT_TRUE(lines[1]["faces"].empty());
    EXPECT_TRUE(lines[1]["error"].is_string());
    return lines[1]["error"].is_string() ? lines[1]["error"].get<std::string>() : "";
  }

  std::string error_of_content(const std::string& name, const std::string& content) {
    write_file(at(name), content);
    return error_of(at(name));
  }
};

TEST_F(AnalyzeBadInput, EmptyFile) {
  EXPECT_THAT(error_of_content("x.jpg", ""), HasSubstr("found no data"));
}

TEST_F(AnalyzeBadInput, RandomBytes) {
  std::string bytes;
  unsigned state = 1;
  for (int i = 0; i < 5000; ++i) {
    state = state * 1664525 + 1013904223;
    bytes += static_cast<char>(state >> 24U);
  }
  EXPECT_THAT(error_of_content("x.png", bytes), HasSubstr("x.png"));
}

TEST_F(AnalyzeBadInput, TextNamedJpg) {
  EXPECT_THAT(error_of_content("notes.jpg", "Dear diary,\n"), HasSubstr("notes.jpg"));
}

TEST_F(AnalyzeBadInput, AbsentFile) {
  EXPECT_THAT(error_of(at("absent.jpg")), HasSubstr("absent"));
}

TEST_F(AnalyzeBadInput, UnreadableFile) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads everything";
  write_red("secret.png");
  fs::permissions(at("secret.png"), fs::perms::none);
  EXPECT_THAT(error_of(at("secret.png")), HasSubstr("ermission"));
}

TEST_F(AnalyzeBadInput, Pipe) {
  ASSERT_EQ(::mkfifo(at("pipe.png").c_str(), 0600), 0);
  EXPECT_THAT(error_of(at("pipe.png")), HasSubstr("pipe.png"));
}

TEST_F(AnalyzeBadInput, VeryLongName) {
  EXPECT_THAT(error_of(at(std::string(300, 'x') + ".png")), HasSubstr("name"));
}

TEST_F(AnalyzeBadInput, PictureOverTheLimit) {
  write_picture("large.png", {1, 2, 3}, 100, 100);
  const ProgramResult result = analyze({at("large.png"), "--max-pixels", "9999", "--jsonl", "-"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(rows(result.output).at(0)["error"].get<std::string>(), HasSubstr("9999"));
}

TEST_F(AnalyzeBadInput, TruncatedPictureAtManyOffsets) {
  write_picture("whole.png", {10, 200, 30}, 50, 40);
  const std::string whole = read_text(at("whole.png"));
  std::vector<std::string> names;
  for (std::size_t size = 1; size < whole.size(); size += 3) {
    names.push_back(at("cut" + std::to_string(size) + ".png"));
    write_file(names.back(), whole.substr(0, size));
  }
  const std::size_t count = names.size();
  names.insert(names.end(), {"--jsonl", "-"});
  const ProgramResult result = analyze(names);
  EXPECT_EQ(result.exit_code, 1);
  ASSERT_EQ(rows(result.output).size(), count);
  for (const Json& row : rows(result.output)) EXPECT_TRUE(row["error"].is_string()) << row;
}

TEST_F(AnalyzeBadInput, OddButValidPictures) {
  write_picture("dot.png", {255, 0, 0}, 1, 1);
  write_picture("line.png", {255, 0, 0}, 1, 20000);
  write_picture("black.png", {0, 0, 0}, 64, 64);
  const ProgramResult result = analyze({at("dot.png"), at("line.png"), at("black.png"), "--jsonl",
                                        "-", "--report", at("r.html"), "--annotate", at("marked")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  EXPECT_EQ(rows(result.output).at(1)["height"], 20000);
}

TEST_F(AnalyzeBadInput, NameThatIsNotUtf8) {
  write_red("caf\xe9.png");
  const ProgramResult result = analyze({at("caf\xe9.png"), "--jsonl", "-", "--csv", at("o.csv"),
                                        "--report", at("o.html"), "--annotate", at("marked")});
  EXPECT_EQ(result.exit_code, 0) << result.errors;
  ASSERT_EQ(rows(result.output).size(), 1U);
  EXPECT_TRUE(fs::exists(at("marked/caf\xe9.png")));
}

TEST_F(AnalyzeBadInput, FolderWithoutPicturesIsAUsageError) {
  fs::create_directory(at("folder.png"));
  const ProgramResult result = analyze({at("folder.png")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("folder.png"));
}

TEST_F(AnalyzeBadInput, FullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "/dev/full is absent";
  write_red("a.png");
  for (const std::string option : {"--json", "--jsonl", "--csv", "--report"}) {
    const ProgramResult result = analyze({at("a.png"), option, "/dev/full"});
    EXPECT_EQ(result.exit_code, 3) << option;
    EXPECT_THAT(result.errors, HasSubstr("No space left")) << option;
  }
  const ProgramResult result = analyze({at("a.png"), "--jsonl", "-"}, "", "/dev/full");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("standard output"));
}

TEST_F(AnalyzeBadInput, OutputFolderThatCannotBe) {
  write_red("a.png");
  for (const std::string option : {"--json", "--csv", "--report", "--embeddings"}) {
    const ProgramResult result = analyze({at("a.png"), option, at("absent/out")});
    EXPECT_EQ(result.exit_code, 3) << option;
    EXPECT_THAT(result.errors, HasSubstr("absent/out")) << option;
  }
  EXPECT_EQ(analyze({at("a.png"), "--annotate", at("a.png")}).exit_code, 3);
}

TEST_F(AnalyzeBadInput, ModelCutShort) {
  write_red("a.png");
  const std::string whole = read_text(at("tiny.onnx"));
  write_file(at("cut.onnx"), whole.substr(0, whole.size() / 2));
  const ProgramResult result =
      run_program({"analyze", "--detector", "none", "--model", at("cut.onnx"), at("a.png")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("cut.onnx"));
  EXPECT_EQ(result.output, "");
}

TEST_F(AnalyzeBadInput, ModelOfAnotherTask) {
  write_red("a.png");
  ModelMetadata metadata = tiny_metadata(4);
  metadata.heads[0].attribute = "species";
  write_file(at("other.onnx"), tiny_onnx(4, format_metadata(metadata)));
  const ProgramResult result =
      run_program({"analyze", "--detector", "none", "--model", at("other.onnx"), at("a.png")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.errors, HasSubstr("species"));
}

TEST_F(AnalyzeBadInput, UnknownModelNamesTheKnownOnes) {
  write_red("a.png");
  const ProgramResult result =
      run_program({"analyze", "--detector", "none", "--model", "oracle", at("a.png")});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, HasSubstr("oracle"));
  EXPECT_THAT(result.errors, HasSubstr("faceres-deep"));
}

class AnalyzeUsage : public AnalyzeBadInput,
                     public testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(AnalyzeUsage, ImpossibleOptionsAreUsageErrors) {
  write_red("a.png");
  std::vector<std::string> arguments = GetParam();
  arguments.push_back(at("a.png"));
  const ProgramResult result = analyze(arguments);
  EXPECT_EQ(result.exit_code, 2) << result.output << result.errors;
  EXPECT_NE(result.errors, "");
  EXPECT_EQ(result.output, "");
}

INSTANTIATE_TEST_SUITE_P(
    Options, AnalyzeUsage,
    testing::Values(std::vector<std::string>{"--threads", "two"},
                    std::vector<std::string>{"--min-face", "3"},
                    std::vector<std::string>{"--max-faces", "-1"},
                    std::vector<std::string>{"--detector", "haar"},
                    std::vector<std::string>{"--detector-thresholds", "0.6,0.7,1.7"},
                    std::vector<std::string>{"--detector-thresholds", "0.6,0.7"},
                    std::vector<std::string>{"--detector-thresholds", "0.6,0.7,0.7"},
                    std::vector<std::string>{"--min-score", "2"},
                    std::vector<std::string>{"--min-quality", "-1"},
                    std::vector<std::string>{"--max-yaw", "91"},
                    std::vector<std::string>{"--gender-threshold", "nan"},
                    std::vector<std::string>{"--max-pixels", "0"},
                    std::vector<std::string>{"--json", "-", "--csv", "-"},
                    std::vector<std::string>{"--frobnicate"}));

TEST(AnalyzeHelp, ShowsExamples) {
  const ProgramResult result = run_program({"analyze", "--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("mien analyze photo.jpg"));
  EXPECT_EQ(run_program({}).exit_code, 0);  // the help
  EXPECT_EQ(run_program({"analyze"}).exit_code, 2);
}

}  // namespace
}  // namespace mien::cli
