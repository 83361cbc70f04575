#include "dataset/picture_cache.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "dataset/drawn_pictures.h"

namespace mien::dataset {
namespace {

TEST(PictureCache, GivesBackWhatItKeeps) {
  PictureCache cache(3, 1000);
  const Image grey = drawn(9, 5, [](int x, int y, int) { return 3 * x + y; });
  const FacePicture colour{smooth(8, 6), {1, 2, 3, 4}};
  cache.keep(0, whole(grey));
  EXPECT_EQ(cache.bytes(), 45U);
  cache.keep(2, colour);
  EXPECT_EQ(cache.bytes(), 45U + 3 * 48);
  EXPECT_FALSE(cache.find(1));
  EXPECT_EQ(greatest_difference(cache.find(0)->picture, grey), 0);
  EXPECT_EQ(greatest_difference(cache.find(2)->picture, colour.picture), 0);
  EXPECT_EQ(cache.find(2)->region, colour.region);
}

TEST(PictureCache, StopsAtItsLimit) {
  PictureCache cache(3, 100);
  cache.keep(0, whole(plain(10, 9, 7, 7, 7)));
  cache.keep(1, whole(plain(10, 2, 7, 7, 7)));  // 20 bytes, 10 are left
  cache.keep(2, whole(plain(10, 1, 7, 7, 7)));
  EXPECT_TRUE(cache.find(0));
  EXPECT_FALSE(cache.find(1));
  EXPECT_TRUE(cache.find(2));
  EXPECT_EQ(cache.bytes(), 100U);
}

TEST(PictureCache, WithoutRoomKeepsNothing) {
  PictureCache cache(3, 0);
  cache.keep(1, whole(plain(1, 1, 7, 7, 7)));
  EXPECT_FALSE(cache.find(1));
}

TEST(PictureCache, CountsAPictureOnceThatSeveralThreadsKeep) {
  PictureCache cache(100, 100 * 16);
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < 100; ++i) {
        cache.keep(i, whole(plain(4, 4, static_cast<int>(i), 0, 0)));
        if (const auto cached = cache.find(i)) {
          EXPECT_EQ(value(cached->picture, 3, 3), static_cast<int>(i));
        }
      }
    });
  }
  threads.clear();
  EXPECT_LE(cache.bytes(), 100U * 16);
  EXPECT_GE(cache.bytes(), 16U * 3);
}

}  // namespace
}  // namespace mien::dataset
