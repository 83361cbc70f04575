#include "core/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>

namespace mien {
namespace {

TEST(Random, IsSplitMix64) {
  Random random(1234567);  // the values that the authors' code gives
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, KeysGiveDifferentNumbers) {
  std::set<std::uint64_t> first;
  for (std::uint64_t a = 0; a < 30; ++a) {
    for (std::uint64_t b = 0; b < 30; ++b) {
      first.insert(Random{a, b}.next());
      first.insert(Random{a, b, 0}.next());
      first.insert(Random{a}.split(b).split(1).next());
    }
  }
  EXPECT_EQ(first.size(), 3U * 30 * 30);
}

TEST(Random, SplittingLeavesTheGeneratorAlone) {
  Random split{1, 2};
  Random plain{1, 2};
  EXPECT_NE(split.split(0).next(), split.split(1).next());
  EXPECT_EQ(split.next(), plain.next());
}

TEST(Random, UniformNumbersFillTheirRange) {
  Random random{7};
  std::array<int, 10> counts{};
  for (int i = 0; i < 100'000; ++i) {
    const double drawn = random.uniform(-1, 1);
    ASSERT_GE(drawn, -1);
    ASSERT_LT(drawn, 1);
    ++counts[static_cast<std::size_t>((drawn + 1) * 5)];
  }
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 5 * 95);  // five deviations
}

TEST(Random, WholeNumbersAreEquallyLikely) {
  Random random{8};
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; ++i) ++counts.at(random.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 5 * 92);
  EXPECT_EQ(random.below(1), 0U);
}

TEST(Random, LogUniformHasItsMedianAtTheGeometricMean) {
  Random random{9};
  int above = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double drawn = random.log_uniform(0.5, 8);
    ASSERT_GE(drawn, 0.5);
    ASSERT_LE(drawn, 8);
    above += drawn > 2 ? 1 : 0;
  }
  EXPECT_NEAR(above, 5000, 250);
}

TEST(Random, NormalNumbersHaveTheMomentsAndTheDistribution) {
  Random random{10};
  constexpr int count = 200'000;
  double sum = 0;
  double squares = 0;
  std::array<int, 5> below{};  // -2, -1, 0, 1, 2
  for (int i = 0; i < count; ++i) {
    const double drawn = random.normal();
    sum += drawn;
    squares += drawn * drawn;
    for (int j = 0; j < 5; ++j) below.at(static_cast<std::size_t>(j)) += drawn < j - 2 ? 1 : 0;
  }
  EXPECT_NEAR(sum / count, 0, 0.012);
  EXPECT_NEAR(squares / count, 1, 0.016);
  for (int j = 0; j < 5; ++j) {
    const double expected = std::erfc(-(j - 2) / std::sqrt(2.0)) / 2;
    EXPECT_NEAR(static_cast<double>(below.at(static_cast<std::size_t>(j))) / count, expected, 0.01);
  }
}

}  // namespace
}  // namespace mien
