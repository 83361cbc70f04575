// The program mien-train: stopped in order, killed at any moment, and resumed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "app/exit_code.h"
#include "cli/run_program.h"
#include "resources.h"
#include "tiny_run.h"
#include "train/run/checkpoint/checkpoint.h"

namespace mien::train {
namespace {

using cli::Program;
using cli::ProgramResult;
using testing::HasSubstr;

class TrainProgram : public testing::Test {
 protected:
  TrainProgram() {
    // A checkpoint after each of the 12 steps.
    std::string text = TinyRun::recipe_text(one_stage);
    text.replace(text.find("minutes = 1000"), 14, "minutes = 0   ");
    text.replace(text.find("epochs = 2"), 10, "epochs = 4");
    write_file(files_.at("recipe.toml"), text);
  }

  [[nodiscard]] std::vector<std::string> arguments(const std::string& run,
                                                   std::vector<std::string> more = {}) const {
    std::vector<std::string> all = {files_.at("recipe.toml").string(), "--output",
                                    files_.at(run).string(), "--threads", "1"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  /// Waits until a file is there; the program that is to write it has a minute.
  static void wait_for(const std::filesystem::path& path) {
    for (int i = 0; i < 6000 && !std::filesystem::exists(path); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ASSERT_TRUE(std::filesystem::exists(path));
  }

  [[nodiscard]] Checkpoint checkpoint(const std::string& run) const {
    return load_checkpoint(files_.at(run) / "checkpoint.pt");
  }

  [[nodiscard]] std::vector<std::byte> model(const std::string& run) const {
    return read_bytes(files_.at(run) / "tiny.onnx");
  }

  /// A run that nothing disturbs, the same for all tests.
  const std::vector<std::byte>& undisturbed() {
    static const std::vector<std::byte> bytes = [&] {
      const ProgramResult result = Program(arguments("whole")).wait();
      EXPECT_EQ(result.exit_code, app::exit_ok) << result.errors;
      EXPECT_THAT(result.output, HasSubstr("emotion accuracy (%): "));
      EXPECT_THAT(result.output,
                  HasSubstr("model: " + (files_.at("whole") / "tiny.onnx").string()));
      EXPECT_THAT(result.errors, HasSubstr("48 training and 24 validation pictures"));
      return model("whole");
    }();
    return bytes;
  }

  TinyRun files_;
};

TEST_F(TrainProgram, GoesOnAfterBeingKilledAtAnyMoment) {
  ASSERT_FALSE(undisturbed().empty());
  std::int64_t steps = 0;
  int kills = 0;
  for (const int pause : {40, 310, 120}) {
    std::vector<std::string> more;
    if (kills > 0) more.emplace_back("--resume");
    Program program(arguments("killed", more));
    wait_for(files_.at("killed") / "checkpoint.pt");
    // Resumed, it first has to start; then this moment lies anywhere, in the writing of a file,
    // too.
    std::this_thread::sleep_for(std::chrono::milliseconds(kills > 0 ? 1500 + pause : pause));
    ::kill(program.process(), SIGKILL);
    const int code = program.wait().exit_code;
    if (code == app::exit_ok) break;  // it was faster
    EXPECT_EQ(code, 128 + SIGKILL);
    ++kills;
    const Checkpoint saved = checkpoint("killed");
    EXPECT_GE(saved.progress.steps, std::max<std::int64_t>(steps, 1));
    steps = saved.progress.steps;
    // Nothing that was reported is lost: each line of metrics.csv was saved before.
    const std::string metrics = cli::read_text(files_.at("killed") / "metrics.csv");
    const auto lines = std::count(metrics.begin(), metrics.end(), '\n');
    EXPECT_GE(std::ssize(saved.rows), std::max<std::int64_t>(lines - 1, 0));
  }
  EXPECT_GE(kills, 1);
  const ProgramResult end = Program(arguments("killed", {"--resume"})).wait();
  EXPECT_EQ(end.exit_code, app::exit_ok) << end.errors;
  EXPECT_EQ(model("killed"), undisturbed());
}

TEST_F(TrainProgram, StopsInOrderOnCtrlC) {
  ASSERT_FALSE(undisturbed().empty());
  Program program(arguments("stopped"));
  wait_for(files_.at("stopped") / "checkpoint.pt");
  ::kill(program.process(), SIGINT);
  const ProgramResult stopped = program.wait();
  EXPECT_EQ(stopped.exit_code, app::exit_interrupted) << stopped.errors;
  EXPECT_THAT(stopped.errors, HasSubstr("--resume goes on"));
  EXPECT_FALSE(std::filesystem::exists(files_.at("stopped") / "tiny.onnx"));
  EXPECT_GE(checkpoint("stopped").progress.steps, 1);
  const ProgramResult refused = Program(arguments("stopped")).wait();
  EXPECT_EQ(refused.exit_code, app::exit_usage);
  EXPECT_THAT(refused.errors, HasSubstr("found an unfinished run in it; --resume goes on with it"));
  const ProgramResult end = Program(arguments("stopped", {"--resume"})).wait();
  EXPECT_EQ(end.exit_code, app::exit_ok) << end.errors;
  EXPECT_EQ(model("stopped"), undisturbed());
}

TEST_F(TrainProgram, SaysWhatIsWrong) {
  const ProgramResult none = Program({}).wait();
  EXPECT_EQ(none.exit_code, app::exit_usage);
  const ProgramResult missing = Program({files_.at("other.toml").string()}).wait();
  EXPECT_EQ(missing.exit_code, app::exit_some_inputs_failed);
  EXPECT_THAT(missing.errors, HasSubstr("other.toml: expected a recipe (TOML), found no file"));
  write_file(files_.at("bad.toml"), "name = 3\n");
  const ProgramResult bad = Program({files_.at("bad.toml").string()}).wait();
  EXPECT_EQ(bad.exit_code, app::exit_usage);
  EXPECT_THAT(bad.errors, HasSubstr("bad.toml: \"name\": expected a text, found 3"));
}

}  // namespace
}  // namespace mien::train
