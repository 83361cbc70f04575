// What mien does to the machine: it makes what it was asked for, and nothing else. No connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "cli/analyze_fixture.h"
#include "cli/traced_program.h"
#include "media/video/clip_files.h"
#include "resources.h"

namespace mien::cli {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class Privacy : public AnalyzeTest {
 protected:
  void SetUp() override {
    if (!can_trace()) GTEST_SKIP() << "strace is absent or may not trace";
    std::filesystem::create_directory(at("out"));
  }

  /// @param output what the program was asked to write starts with this
  static void expect_nothing_else(const Traces& traces, const std::string& output) {
    EXPECT_EQ(traces.result.exit_code, 0) << traces.result.errors;
    EXPECT_THAT(traces.network, IsEmpty());
    EXPECT_THAT(traces.written, Each(StartsWith(output)));
    EXPECT_THAT(traces.left, IsEmpty());
  }
};

TEST(TracedProgram, SeesFilesAndConnections) {
  std::istringstream log(
      "7 openat(AT_FDCWD</home>, \"a \\\"b\", O_WRONLY|O_CREAT, 0666) = 3</home/a>\n"
      "7 openat(AT_FDCWD</home>, \"read\", O_RDONLY) = 3</home/read>\n"
      "8 rename(\"/tmp/a\", \"/tmp/b\" <unfinished ...>\n"
      "8 socket(AF_INET, SOCK_DGRAM, 0) = 4\n"
      "8 <... rename resumed>) = 0\n");
  Traces traces;
  read_traces(log, traces);
  EXPECT_THAT(traces.written, ElementsAre("/home/a \\\"b", "/tmp/a", "/tmp/b"));
  EXPECT_THAT(traces.network, ElementsAre(StartsWith("socket(AF_INET")));
}

TEST_F(Privacy, AnalyzingPhotosAndAClipMakesTheOutputsOnly) {
  write_red("in/a.png");
  write_blue("in/b.png");
  {
    VideoWriter writer(at("in/c.mp4"), {64, 48}, {.frame_rate = 10});
    for (int i = 0; i < 10; ++i) writer.write(plain_picture({64, 48}, 255, 0, 0), 0.1 * i);
    writer.finish();
  }
  const std::string out = at("out");
  const Traces traces =
      trace(MIEN_PROGRAM, {"analyze", "--detector", "none", "--model", at("tiny.onnx"), at("in"),
                           "--jsonl", out + "/a.jsonl", "--csv", out + "/a.csv", "--report",
                           out + "/a.html", "--annotate", out + "/marked"});
  expect_nothing_else(traces, out + "/");
  EXPECT_THAT(traces.written, Contains(StartsWith(out + "/")));
  EXPECT_TRUE(std::filesystem::exists(out + "/a.jsonl"));
}

TEST_F(Privacy, EvaluatingMakesTheOutputsOnly) {
  write_red("set/angry/1.png");
  write_blue("set/happy/1.png");
  const std::string out = at("out");
  expect_nothing_else(trace(MIEN_PROGRAM, {"evaluate", at("tiny.onnx"), at("set"), "--json",
                                           out + "/s.json", "--csv", out + "/s.csv"}),
                      out + "/");
}

TEST_F(Privacy, TheWholeRoadWithDetectionMakesNothing) {
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-emotion.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  expect_nothing_else(
      trace(MIEN_PROGRAM, {"analyze", sample_photo("sample2.jpg").string(), "--json", "-"}),
      at("out"));
}

TEST_F(Privacy, AProgramThatUsesTheLibraryMakesNothing) {
  MIEN_REQUIRE_FILE(test_models() / "mobilenet-v1-emotion.onnx");
  ::setenv("MIEN_MODELS", test_models().c_str(), 1);
  expect_nothing_else(trace(MIEN_EXAMPLE, {sample_photo("sample2.jpg").string()}), at("out"));
}

}  // namespace
}  // namespace mien::cli
