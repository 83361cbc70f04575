#include "mien/identity/group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "drawn_features.h"
#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;

Gallery on_a_circle(const std::vector<double>& degrees) {
  Gallery gallery("circle", 2);
  for (const double angle : degrees) {
    const double radians = angle * 3.14159265358979323846 / 180;
    gallery.add({"?", ""}, std::vector<float>{static_cast<float>(std::cos(radians)),
                                              static_cast<float>(std::sin(radians))});
  }
  return gallery;
}

TEST(GroupFaces, FindsThePeopleOfWellSeparatedFaces) {
  const Gallery gallery = drawn_gallery(40, 7, 0.3F, 128);
  for (const int threads : {1, 3}) {
    const auto groups = group_faces(gallery, {.distance = 0.9F, .threads = threads});
    ASSERT_EQ(groups.size(), 40U);
    for (std::size_t p = 0; p < groups.size(); ++p) {
      ASSERT_EQ(groups[p].size(), 7U);
      for (std::size_t f = 0; f < 7; ++f) EXPECT_EQ(groups[p][f], 7 * p + f);
    }
  }
}

TEST(GroupFaces, PutsTheLargestGroupFirst) {
  const Gallery gallery = on_a_circle({0, 90, 91, 180, 92, 1});
  EXPECT_THAT(group_faces(gallery, {.distance = 0.2F}),
              ElementsAre(ElementsAre(1, 2, 4), ElementsAre(0, 5), ElementsAre(3)));
}

TEST(GroupFaces, DoesNotChain) {
  // Each is near to the next one; the ends are far apart.
  std::vector<double> angles;
  for (int i = 0; i < 20; ++i) angles.push_back(5.0 * i + 0.01 * i * i);
  const auto groups = group_faces(on_a_circle(angles), {.distance = 0.2F});
  EXPECT_GT(groups.size(), 4U);
  EXPECT_EQ(near_duplicates(on_a_circle(angles), {.distance = 0.2F}).size(), 1U);
}

TEST(GroupFaces, AnswersForFewFaces) {
  EXPECT_TRUE(group_faces(Gallery("net", 2)).empty());
  EXPECT_THAT(group_faces(on_a_circle({5})), ElementsAre(ElementsAre(0)));
  EXPECT_TRUE(near_duplicates(on_a_circle({5, 50}), {.distance = 0.1F}).empty());
  EXPECT_THROW((void)group_faces(on_a_circle({5}), {.distance = 3}), Error);
  EXPECT_THROW((void)group_faces(on_a_circle({5}), {.threads = 0}), Error);
}

TEST(NearDuplicates, AreConnectedByNearPairs) {
  EXPECT_THAT(near_duplicates(on_a_circle({0, 50, 1, 2, 51, 120}), {.distance = 0.03F}),
              ElementsAre(ElementsAre(0, 2, 3), ElementsAre(1, 4)));
}

}  // namespace
}  // namespace mien
