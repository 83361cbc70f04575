#include "mien/identity/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "drawn_features.h"
#include "mien/core/error.h"

namespace mien {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t dimension = 64;

/// New faces of the first people of a gallery that `drawn_gallery` drew.
std::vector<float> new_faces(std::size_t people, float spread) {
  std::vector<float> features;
  for (std::size_t p = 0; p < people; ++p) {
    const std::vector<float> face = drawn_face(p, 77, spread, dimension);
    features.insert(features.end(), face.begin(), face.end());
  }
  return features;
}

/// Random features that are not in a gallery.
std::vector<float> strangers(std::size_t count) {
  std::vector<float> features;
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<float> feature = drawn_feature(5'000'000 + i, dimension);
    features.insert(features.end(), feature.begin(), feature.end());
  }
  return features;
}

TEST(GallerySearch, FindsTheNearestAsSortingAllDoes) {
  const Gallery gallery = drawn_gallery(700, 3, 0.5F, dimension);
  const std::vector<float> queries = new_faces(70, 0.5F);  // over one batch
  const auto answers = GallerySearch(gallery, {.threads = 2}).nearest(queries, 5);
  ASSERT_EQ(answers.size(), 70U);
  for (std::size_t q = 0; q < answers.size(); ++q) {
    const auto query = std::span(queries).subspan(q * dimension, dimension);
    std::vector<GalleryMatch> expected;
    for (std::size_t i = 0; i < gallery.size(); ++i) {
      expected.push_back({i, identity_distance(query, gallery.feature(i))});
    }
    std::ranges::sort(expected, {}, &GalleryMatch::distance);
    ASSERT_EQ(answers[q].size(), 5U);
    for (std::size_t k = 0; k < 5; ++k) {
      EXPECT_EQ(answers[q][k].entry, expected[k].entry);
      EXPECT_NEAR(answers[q][k].distance, expected[k].distance, 1e-5F);
    }
  }
}

TEST(GallerySearch, GivesTheSameBitsWithAnyNumberOfThreads) {
  const Gallery gallery = drawn_gallery(800, 3, 0.5F, dimension);
  const std::vector<float> queries = new_faces(30, 0.5F);
  for (const SearchMethod method : {SearchMethod::exact, SearchMethod::approximate}) {
    const auto serial = GallerySearch(gallery, {.method = method}).nearest(queries, 4);
    const auto three = GallerySearch(gallery, {.method = method, .threads = 3}).nearest(queries, 4);
    EXPECT_EQ(serial, three);
  }
}

TEST(GallerySearch, PutsTheEarlierOfEquallyNearEntriesFirst) {
  Gallery gallery("net", 2);
  for (int i = 0; i < 9; ++i) gallery.add({"p", std::to_string(i)}, std::vector<float>{1, 1});
  gallery.add({"near", ""}, std::vector<float>{1, 0});
  const auto answers = GallerySearch(gallery).nearest(std::vector<float>{1, 0}, 3);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0][0], (GalleryMatch{9, 0.0F}));
  EXPECT_EQ(answers[0][1].entry, 0U);
  EXPECT_EQ(answers[0][2].entry, 1U);
}

// The graph is an approximation. The floor: of the ten nearest entries it finds 99.9 % where the
// gallery has faces of people, and 85 % among 4,000 random features, of which none is near.
TEST(GallerySearch, GraphFindsAlmostAll) {
  const auto recall = [](const Gallery& gallery, const std::vector<float>& queries) {
    const auto exact = GallerySearch(gallery, {.method = SearchMethod::exact}).nearest(queries, 10);
    const auto graph =
        GallerySearch(gallery, {.method = SearchMethod::approximate}).nearest(queries, 10);
    std::size_t hits = 0;
    for (std::size_t q = 0; q < exact.size(); ++q) {
      for (const GalleryMatch& match : graph[q]) {
        // The distances are those of the exact search, not of the graph's own halves.
        const auto same = std::ranges::find(exact[q], match.entry, &GalleryMatch::entry);
        if (same == exact[q].end()) continue;
        EXPECT_EQ(*same, match);
        ++hits;
      }
    }
    return static_cast<double>(hits) / (10.0 * static_cast<double>(exact.size()));
  };
  const std::vector<float> queries = new_faces(200, 0.5F);
  EXPECT_GE(recall(drawn_gallery(400, 10, 0.5F, dimension), queries), 0.999);
  const Gallery random = drawn_gallery(4000, 1, 0, dimension);
  EXPECT_GE(recall(random, strangers(100)), 0.85);
}

TEST(GallerySearch, ChoosesTheGraphWhereItPays) {
  const Gallery small = drawn_gallery(10, 2, 0.5F, 4);
  EXPECT_EQ(GallerySearch(small, {.queries = 1'000'000}).method(), SearchMethod::exact);
  EXPECT_EQ(GallerySearch(small, {.method = SearchMethod::approximate}).method(),
            SearchMethod::approximate);
  const Gallery large = drawn_gallery(100'000, 1, 0.5F, 4);
  EXPECT_EQ(GallerySearch(large).method(), SearchMethod::exact);
  std::size_t steps = 0;
  const GallerySearch graph(
      large, {.queries = 1'000'000, .links = 4, .build_effort = 8, .progress = [&](std::size_t) {
                ++steps;
              }});
  EXPECT_EQ(graph.method(), SearchMethod::approximate);
  EXPECT_GT(steps, 10U);
}

TEST(GallerySearch, AnswersForEmptyGalleriesAndLargeCounts) {
  const Gallery empty("net", 2);
  const Gallery two = [] {
    Gallery gallery("net", 2);
    gallery.add({"a", ""}, std::vector<float>{1, 0});
    gallery.add({"b", ""}, std::vector<float>{0, 1});
    return gallery;
  }();
  for (const SearchMethod method : {SearchMethod::exact, SearchMethod::approximate}) {
    const GallerySearch none(empty, {.method = method});
    EXPECT_THAT(none.nearest(std::vector<float>{1, 0}, 3), ElementsAre(ElementsAre()));
    EXPECT_THAT(nearest_people(none, std::vector<float>{1, 0}, 3), ElementsAre(IsEmpty()));
    const GallerySearch both(two, {.method = method});
    const auto answers = both.nearest(std::vector<float>{1, 0.1F}, 9);
    ASSERT_EQ(answers[0].size(), 2U);
    EXPECT_EQ(answers[0][0].entry, 0U);
    EXPECT_TRUE(both.nearest({}, 3).empty());
    EXPECT_TRUE(both.nearest(std::vector<float>{1, 0}, 0)[0].empty());
    EXPECT_THROW((void)both.nearest(std::vector<float>{1, 0, 0}, 1), Error);
    EXPECT_THROW((void)both.nearest(std::vector<float>{NAN, 0}, 1), Error);
  }
}

TEST(GallerySearch, RefusesOptionsOutOfRange) {
  const Gallery gallery("net", 2);
  EXPECT_THROW(GallerySearch(gallery, {.threads = 0}), Error);
  EXPECT_THROW(GallerySearch(gallery, {.links = 1}), Error);
  EXPECT_THROW(GallerySearch(gallery, {.build_effort = 0}), Error);
  EXPECT_THROW(GallerySearch(gallery, {.effort = 20'000}), Error);
}

TEST(NearestPeople, CountsEachPersonOnce) {
  const Gallery gallery = drawn_gallery(6, 20, 0.3F, dimension);
  const GallerySearch search(gallery);
  const std::vector<float> face = drawn_face(3, 99, 0.3F, dimension);
  const std::vector<PersonMatch> people = nearest_people(search, face, 4).front();
  ASSERT_EQ(people.size(), 4U);
  EXPECT_EQ(people[0].person, "person 3");
  EXPECT_EQ(people[0].match, search.nearest(face, 1)[0][0]);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_GE(people[i].match.distance, people[i - 1].match.distance);
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(people[i].person, people[j].person);
  }
  EXPECT_EQ(nearest_people(search, face, 100).front().size(), 6U);
  EXPECT_THAT(nearest_people(search, face, 0), ElementsAre(IsEmpty()));
}

TEST(IdentityDistance, IsThatOfNormalisedFeatures) {
  EXPECT_FLOAT_EQ(identity_distance(std::vector<float>{2, 0}, std::vector<float>{0, 5}),
                  std::sqrt(2.0F));
  EXPECT_NEAR(identity_distance(std::vector<float>{1, 2}, std::vector<float>{10, 20}), 0, 1e-3);
  EXPECT_FLOAT_EQ(identity_distance(std::vector<float>{1, 0}, std::vector<float>{-1, 0}), 2);
  EXPECT_THROW((void)identity_distance(std::vector<float>{1}, std::vector<float>{1, 2}), Error);
  EXPECT_THROW((void)identity_distance(std::vector<float>{0}, std::vector<float>{1}), Error);
}

}  // namespace
}  // namespace mien
