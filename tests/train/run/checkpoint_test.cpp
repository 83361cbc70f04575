#include "train/run/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/output_file.h"
#include "resources.h"
#include "tiny_run.h"
#include "train/finite_differences.h"

namespace mien::train {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

class CheckpointTest : public testing::Test {
 protected:
  static Checkpoint example() {
    return {.recipe = "name = \"ä\"\n",
            .progress = {.stage = 1,
                         .epoch = 2,
                         .batch = 3,
                         .steps = 4,
                         .epochs_since_best = 5,
                         .best_score = 0.1,
                         .loss_sum = 1.0 / 3,
                         .right_sum = 2.5,
                         .seconds = 1.5,
                         .pictures = 77},
            .rows = {{"all", 1, 2.5, 30, {{"train loss", 0.1}, {"age MAE", NAN}}},
                     {"all", 2, 2.25, 31, {{"train loss", infinity}}}},
            .tensors = {{"network.a", torch::arange(24, torch::kFloat)
                                          .reshape({1, 2, 3, 4})
                                          .contiguous(at::MemoryFormat::ChannelsLast)},
                        {"best.b", torch::tensor({0.1, -0.2}, torch::kDouble)},
                        {"random", torch::tensor({1, 255}, torch::kByte)}},
            .optimizer = std::string("\0state\xff", 7)};
  }

  [[nodiscard]] std::filesystem::path path() const { return folder_.path() / "checkpoint.pt"; }

  [[nodiscard]] std::string refusal() const {
    return error_of(ErrorCode::input, [&] { (void)load_checkpoint(path()); });
  }

  TemporaryFolder folder_;
};

TEST_F(CheckpointTest, IsReadBackAsItWas) {
  const Checkpoint saved = example();
  save_checkpoint(path(), saved);
  const Checkpoint loaded = load_checkpoint(path());
  EXPECT_EQ(loaded.recipe, saved.recipe);
  EXPECT_EQ(loaded.optimizer, saved.optimizer);
  EXPECT_EQ(loaded.progress.stage, 1);
  EXPECT_EQ(loaded.progress.epoch, 2);
  EXPECT_EQ(loaded.progress.batch, 3);
  EXPECT_EQ(loaded.progress.steps, 4);
  EXPECT_EQ(loaded.progress.epochs_since_best, 5);
  EXPECT_EQ(loaded.progress.best_score, 0.1);
  EXPECT_EQ(loaded.progress.loss_sum, 1.0 / 3);
  EXPECT_EQ(loaded.progress.right_sum, 2.5);
  EXPECT_EQ(loaded.progress.seconds, 1.5);
  EXPECT_EQ(loaded.progress.pictures, 77);
  ASSERT_EQ(loaded.rows.size(), 2U);
  EXPECT_EQ(loaded.rows[0].stage, "all");
  EXPECT_EQ(loaded.rows[0].values.at("train loss"), 0.1);
  EXPECT_TRUE(std::isnan(loaded.rows[0].values.at("age MAE")));
  EXPECT_EQ(loaded.rows[1].epoch, 2);
  EXPECT_EQ(loaded.rows[1].seconds, 2.25);
  EXPECT_EQ(loaded.rows[1].values.at("train loss"), infinity);
  ASSERT_EQ(loaded.tensors.size(), saved.tensors.size());
  for (const auto& [name, tensor] : saved.tensors) {
    EXPECT_TRUE(loaded.tensors.at(name).equal(tensor)) << name;
    EXPECT_EQ(loaded.tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
  }
}

TEST_F(CheckpointTest, HoldsTheScoreBeforeTheFirstEpoch) {
  Checkpoint checkpoint = example();
  checkpoint.progress.best_score = -infinity;
  save_checkpoint(path(), checkpoint);
  EXPECT_EQ(load_checkpoint(path()).progress.best_score, -infinity);
}

TEST_F(CheckpointTest, RefusesWhatIsCutOff) {
  save_checkpoint(path(), example());
  const std::vector<std::byte> bytes = read_bytes(path());
  for (const double share : {0.0, 0.001, 0.01, 0.3, 0.9, 0.999}) {
    const auto length = static_cast<std::size_t>(share * static_cast<double>(bytes.size()));
    write_file(path(), std::span(bytes).first(length));
    EXPECT_THAT(refusal(),
                testing::StartsWith(path().string() + ": expected a checkpoint, found "));
  }
}

TEST_F(CheckpointTest, RefusesASingleChangedByte) {
  save_checkpoint(path(), example());
  const std::vector<std::byte> bytes = read_bytes(path());
  for (std::size_t place = 0; place < bytes.size(); place += 97) {
    std::vector<std::byte> damaged = bytes;
    damaged[place] ^= std::byte{0x10};
    write_file(path(), std::span(damaged));
    EXPECT_THAT(refusal(),
                testing::StartsWith(path().string() + ": expected a checkpoint, found "));
  }
}

TEST_F(CheckpointTest, RefusesOtherFiles) {
  EXPECT_THAT(refusal(),
              testing::EndsWith("expected a checkpoint, found no file that can be read"));
  write_file(path(), "PK\x03\x04 something else");
  EXPECT_THAT(refusal(), testing::EndsWith("expected a checkpoint, found something else"));
}

}  // namespace
}  // namespace mien::train
