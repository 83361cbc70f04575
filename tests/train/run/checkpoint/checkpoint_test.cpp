#include "train/run/checkpoint/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/output_file.h"
#include "mien/core/error.h"
#include "models/digest.h"
#include "resources.h"
#include "train/finite_differences.h"
#include "train/run/tiny_run.h"

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
            .optimizer = {{"adam.parameters", torch::full({}, 2, torch::kLong)},
                          {"adam.0.mean", torch::arange(6, torch::kFloat).reshape({2, 3}).t()},
                          {"adam.1.mean", torch::empty({0, 3}, torch::kFloat)}}};
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
  for (const auto& [read, written] :
       {std::pair{loaded.tensors, saved.tensors}, std::pair{loaded.optimizer, saved.optimizer}}) {
    ASSERT_EQ(read.size(), written.size());
    for (const auto& [name, tensor] : written) {
      EXPECT_TRUE(read.at(name).equal(tensor)) << name;
      EXPECT_EQ(read.at(name).scalar_type(), tensor.scalar_type()) << name;
    }
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

// Whoever makes a hostile file gives it the right digest.
class HostileCheckpoint : public CheckpointTest {
 protected:
  HostileCheckpoint() {
    save_checkpoint(path(), example());
    const std::vector<std::byte> bytes = read_bytes(path());
    const std::string file(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    content_ = file.substr(mark.size() + digest_length + 1);
  }

  [[nodiscard]] std::string refusal_of(const std::string& content) const {
    const std::string digest = models::sha256_hex(std::as_bytes(std::span(content)));
    write_file(path(), std::string(mark) + digest + "\n" + content);
    return refusal();
  }

  /// The content with a part of its text exchanged for one of the same length.
  [[nodiscard]] std::string with(const std::string& old, const std::string& text) const {
    std::string content = content_;
    EXPECT_EQ(old.size(), text.size());
    const std::size_t at = content.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    if (at != std::string::npos) content.replace(at, old.size(), text);
    return content;
  }

  static constexpr std::string_view mark = "mien checkpoint 3\n";
  static constexpr std::size_t digest_length = 64;
  std::string content_;
};

TEST_F(HostileCheckpoint, IsRefusedIfItsTensorsAreImpossible) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal_of(content_ + "x"), HasSubstr("found 1 bytes too many"));
  EXPECT_THAT(refusal_of(content_.substr(0, content_.size() - 4)), HasSubstr("shape"));
  EXPECT_THAT(refusal_of(with("[1,2,3,4]", "[1,2,3,5]")), HasSubstr("expected"));
  EXPECT_THAT(refusal_of(with("[1,2,3,4]", "[-1,2,-3]")), HasSubstr("shape"));
  EXPECT_THAT(refusal_of(with("[1,2,3,4]", "[9999999]")), HasSubstr("shape"));
  EXPECT_THAT(refusal_of(with("\"float64\"", "\"complex\"")), HasSubstr("\"complex\""));
  EXPECT_THAT(refusal_of(with("\"adam.1.mean\"", "\"adam.0.mean\"")), HasSubstr("twice"));
  EXPECT_THAT(refusal_of(with("\"stage\":1,", "\"stage\":-1")), HasSubstr("checkpoint.pt"));
  EXPECT_THAT(refusal_of(with("\"epoch\":2", "\"epoch\":-")), HasSubstr("checkpoint.pt"));
  EXPECT_THAT(refusal_of(""), HasSubstr("without its text"));
  EXPECT_THAT(refusal_of(std::string(8, '\xff')), HasSubstr("a part of its text"));
}

TEST_F(HostileCheckpoint, IsRefusedOrReadWhateverByteIsChanged) {
  for (std::size_t place = 0; place < content_.size(); place += 3) {
    std::string content = content_;
    content[place] = static_cast<char>(content[place] ^ 0x15);
    const std::string digest = models::sha256_hex(std::as_bytes(std::span(content)));
    write_file(path(), std::string(mark) + digest + "\n" + content);
    try {
      (void)load_checkpoint(path());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::input);
    }
  }
}

TEST_F(CheckpointTest, RefusesThoseOfAnOlderMienWithoutReadingThem) {
  write_file(path(), "mien checkpoint\n" + std::string(64, '0') + "\nPK\x03\x04");
  EXPECT_THAT(refusal(), testing::HasSubstr("found one of an older mien"));
}

TEST_F(CheckpointTest, RefusesOtherFiles) {
  EXPECT_THAT(refusal(),
              testing::EndsWith("expected a checkpoint, found no file that can be read"));
  write_file(path(), "PK\x03\x04 something else");
  EXPECT_THAT(refusal(), testing::EndsWith("expected a checkpoint, found something else"));
}

}  // namespace
}  // namespace mien::train
