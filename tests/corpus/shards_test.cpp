#include "corpus/run/shards.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mien::corpus {

namespace {

std::vector<Input> inputs_of(const std::vector<std::uint64_t>& sizes) {
  std::vector<Input> inputs;
  for (const std::uint64_t bytes : sizes) inputs.push_back({.file = "a", .bytes = bytes});
  return inputs;
}

TEST(CorpusShards, CoverTheListInItsOrder) {
  std::vector<std::uint64_t> sizes;
  for (std::uint64_t i = 0; i < 1000; ++i) sizes.push_back((i * 7919) % 3'000'000);
  const std::vector<Input> inputs = inputs_of(sizes);
  for (const std::size_t shard_count : {1U, 2U, 7U, 100U, 999U, 1000U, 5000U}) {
    const std::vector<ShardRange> shards = cut_shards(inputs, shard_count);
    EXPECT_LE(shards.size(), shard_count);
    std::size_t next = 0;
    for (const ShardRange& shard : shards) {
      EXPECT_EQ(shard.first, next);
      EXPECT_GE(shard.count, 1U);
      next += shard.count;
    }
    EXPECT_EQ(next, inputs.size());
  }
}

TEST(CorpusShards, CostAboutTheSame) {
  std::vector<std::uint64_t> sizes(10'000, 100'000);
  for (std::size_t i = 0; i < sizes.size(); i += 10) sizes[i] = 4'000'000;
  const std::vector<ShardRange> shards = cut_shards(inputs_of(sizes), 50);
  ASSERT_EQ(shards.size(), 50U);
  std::vector<std::uint64_t> costs;
  for (const ShardRange& shard : shards) costs.push_back(shard.cost);
  const auto [least, most] = std::ranges::minmax(costs);
  // No shard is more than one picture away from its share.
  EXPECT_LE(most - least, 2U * 4'100'000U);
}

TEST(CorpusShards, OneCostlyInputTakesAShardForItself) {
  const std::vector<ShardRange> shards = cut_shards(inputs_of({1, 1, 900'000'000, 1, 1}), 3);
  ASSERT_EQ(shards.size(), 3U);
  EXPECT_EQ(shards[0].count, 2U);
  EXPECT_EQ(shards[1].count, 1U);
  EXPECT_EQ(shards[2].count, 2U);
}

TEST(CorpusShards, UsualNumberStaysBelowSlurmsLimit) {
  EXPECT_EQ(usual_shards(inputs_of({10})), 1U);
  EXPECT_EQ(usual_shards(inputs_of(std::vector<std::uint64_t>(3, 400'000'000))), 3U);
  EXPECT_EQ(usual_shards(inputs_of(std::vector<std::uint64_t>(5000, 900'000'000))), 1000U);
}

TEST(CorpusShards, ClipCostsMoreThanAPhotoOfItsSize) {
  const Input photo{.file = "a.jpg", .bytes = 1'000'000};
  const Input clip{.file = "a.mp4", .bytes = 1'000'000, .clip = true};
  EXPECT_EQ(input_cost(clip) - input_cost(photo), 7'000'000U);
}

}  // namespace

}  // namespace mien::corpus
