#include "identity/exact_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <tuple>

#include "drawn_features.h"
#include "mien/core/error.h"

namespace mien {
namespace {

double distance_in_double(std::span<const float> a, std::span<const float> b) {
  double product = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += double{a[i]} * double{b[i]};
    aa += double{a[i]} * double{a[i]};
    bb += double{b[i]} * double{b[i]};
  }
  return std::sqrt(std::max(0.0, 2 - 2 * product / std::sqrt(aa * bb)));
}

TEST(ExactSearch, FindsAllPairsWithinADistance) {
  // Over two blocks of queries, and a block of entries that is not full.
  const Gallery gallery = drawn_gallery(90, 3, 0.4F, 33);
  std::vector<std::pair<std::size_t, std::size_t>> expected;
  constexpr float limit = 0.8F;
  for (std::size_t a = 0; a < gallery.size(); ++a) {
    for (std::size_t b = a + 1; b < gallery.size(); ++b) {
      const double apart = distance_in_double(gallery.feature(a), gallery.feature(b));
      ASSERT_GT(std::abs(apart - limit), 1e-6);
      if (apart <= limit) expected.emplace_back(a, b);
    }
  }
  ASSERT_GT(expected.size(), 200U);
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for_near_pairs(gallery, limit, pool, [&](std::size_t a, std::size_t b, float distance) {
      pairs.emplace_back(a, b);
      EXPECT_NEAR(distance, distance_in_double(gallery.feature(a), gallery.feature(b)), 1e-5);
    });
    EXPECT_EQ(pairs, expected) << threads;
  }
}

TEST(ExactSearch, NormalisesFeatures) {
  const std::vector<float> feature = normalised_feature(std::vector<float>{3, 0, -4});
  EXPECT_FLOAT_EQ(feature[0], 0.6F);
  EXPECT_FLOAT_EQ(feature[2], -0.8F);
  EXPECT_THROW((void)normalised_feature(std::vector<float>{0, 0}), Error);
  EXPECT_THROW((void)normalised_feature(std::vector<float>{1, NAN}), Error);
  EXPECT_THROW((void)normalised_feature({}), Error);
}

TEST(ExactSearch, TurnsCosinesIntoDistances) {
  EXPECT_EQ(distance_of_cosine(1), 0);
  EXPECT_EQ(distance_of_cosine(1.0001F), 0);  // by rounding
  EXPECT_FLOAT_EQ(distance_of_cosine(0), std::sqrt(2.0F));
  EXPECT_EQ(distance_of_cosine(-1), 2);
}

}  // namespace
}  // namespace mien
