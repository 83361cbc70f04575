// Training makes the folder of its run, and nothing else. No connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/traced_program.h"
#include "tiny_run.h"

namespace mien::train {
namespace {

using testing::Each;
using testing::IsEmpty;
using testing::StartsWith;

TEST(TrainPrivacy, TrainingMakesTheFolderOfTheRunOnly) {
  if (!cli::can_trace()) GTEST_SKIP() << "strace is absent or may not trace";
  const TinyRun files;
  write_file(files.at("recipe.toml"), TinyRun::recipe_text(one_stage));
  const std::string run = files.at("run").string();
  const cli::Traces traces =
      cli::trace(MIEN_PROGRAM, {files.at("recipe.toml").string(), "--output", run, "-q"});
  EXPECT_EQ(traces.result.exit_code, 0) << traces.result.errors;
  EXPECT_THAT(traces.network, IsEmpty());
  EXPECT_THAT(traces.written, Each(StartsWith(run)));
  EXPECT_THAT(traces.left, IsEmpty());
}

}  // namespace
}  // namespace mien::train
