// Ctrl-C while a network computes without end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <sstream>
#include <string>
#include <thread>

#include "cli/analyze_fixture.h"
#include "hostile_onnx.h"

namespace mien::cli {
namespace {

using testing::HasSubstr;

class Interrupt : public AnalyzeTest {
 protected:
  /// Waits until a program handles a signal itself; a minute at most.
  static void wait_for_handler(pid_t process, int signal) {
    for (int i = 0; i < 600; ++i) {
      std::istringstream status(read_text("/proc/" + std::to_string(process) + "/status"));
      for (std::string line; std::getline(status, line);) {
        if (!line.starts_with("SigCgt:")) continue;
        const std::uint64_t caught = std::stoull(line.substr(line.find('\t') + 1), nullptr, 16);
        if ((caught >> static_cast<unsigned>(signal - 1) & 1U) != 0) return;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    FAIL() << "the program does not handle signals";
  }
};

TEST_F(Interrupt, EndsAForwardPassThatDoesNotEndByItself) {
  write_file(at("endless.onnx"),
             HostileOnnx(4, format_metadata(tiny_metadata(4))).endless().bytes());
  write_red("a.png");
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program({"analyze", "--detector", "none", "--model", at("endless.onnx"), at("a.png"),
                     "--jsonl", at("rows.jsonl")});
    wait_for_handler(program.process(), signal);
    std::this_thread::sleep_for(std::chrono::seconds(1));
    ::kill(program.process(), signal);
    EXPECT_EQ(program.wait().exit_code, 130);
    const std::vector<Json> written = rows(read_text(at("rows.jsonl")));
    ASSERT_LE(written.size(), 1U);
    for (const Json& row : written) EXPECT_THAT(row["error"].dump(), HasSubstr("was stopped"));
  }
}

TEST_F(Interrupt, IsNotNeededForAPipeAsAModel) {
  ASSERT_EQ(::mkfifo(at("pipe.onnx").c_str(), 0600), 0);
  write_red("a.png");
  const ProgramResult run =
      run_program({"analyze", "--detector", "none", "--model", at("pipe.onnx"), at("a.png")});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.errors, HasSubstr("pipe.onnx: expected a model file, found a pipe"));
}

}  // namespace
}  // namespace mien::cli
