#include "identity/average_link.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "drawn_features.h"

namespace mien {
namespace {

using Group = std::vector<std::size_t>;

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// By the definition: the matrix of all distances, the nearest two groups joined again and again.
std::set<Group> by_definition(const Gallery& faces, double distance) {
  std::vector<Group> groups;
  std::vector<std::vector<float>> features;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    groups.push_back({i});
    features.push_back(faces.feature(i));
  }
  const auto mean = [&](const Group& a, const Group& b) {
    double sum = 0;
    for (const std::size_t i : a) {
      for (const std::size_t j : b) sum += 1 - cosine(features[i], features[j]);
    }
    return sum / static_cast<double>(a.size() * b.size());
  };
  while (groups.size() > 1) {
    std::size_t first = 0;
    std::size_t second = 1;
    for (std::size_t a = 0; a < groups.size(); ++a) {
      for (std::size_t b = a + 1; b < groups.size(); ++b) {
        if (mean(groups[a], groups[b]) < mean(groups[first], groups[second])) {
          first = a;
          second = b;
        }
      }
    }
    if (mean(groups[first], groups[second]) > distance * distance / 2) break;
    groups[first].insert(groups[first].end(), groups[second].begin(), groups[second].end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(second));
  }
  for (Group& group : groups) std::ranges::sort(group);
  return {groups.begin(), groups.end()};
}

std::set<Group> groups_of(const Gallery& faces, float distance) {
  Group all(faces.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::vector<Group> groups = average_link_groups(faces, all, distance);
  return {groups.begin(), groups.end()};
}

TEST(AverageLink, FollowsTheDefinition) {
  for (const float spread : {0.5F, 1.0F, 2.0F}) {
    const Gallery faces = drawn_gallery(8, 5, spread, 12);
    for (const float distance : {0.3F, 0.6F, 0.9F, 1.2F, 1.5F, 2.0F}) {
      EXPECT_EQ(groups_of(faces, distance), by_definition(faces, distance)) << spread << distance;
    }
  }
}

// SciPy 1.10: fcluster(linkage(pdist(points, "cosine"), "average"), d * d / 2, "distance").
TEST(AverageLink, AgreesWithSciPy) {
  const std::vector<double> degrees = {0,   7,   15,  26,  31,  45,  52,  68,  75,  83,
                                       110, 121, 140, 143, 170, 200, 205, 214, 250, 300};
  Gallery faces("circle", 2);
  for (const double degree : degrees) {
    const double angle = degree * 3.14159265358979323846 / 180;
    faces.add({"?", ""}, std::vector<float>{static_cast<float>(std::cos(angle)),
                                            static_cast<float>(std::sin(angle))});
  }
  const auto of_labels = [](const std::vector<int>& labels) {
    std::map<int, Group> groups;
    for (std::size_t i = 0; i < labels.size(); ++i) groups[labels[i]].push_back(i);
    std::set<Group> result;
    for (const auto& [label, group] : groups) result.insert(group);
    return result;
  };
  EXPECT_EQ(groups_of(faces, 0.2F),
            of_labels({3, 3, 4, 5, 5, 6, 6, 1, 1, 2, 10, 10, 9, 9, 13, 11, 11, 12, 7, 8}));
  EXPECT_EQ(groups_of(faces, 0.35F),
            of_labels({2, 2, 2, 3, 3, 4, 4, 1, 1, 1, 8, 8, 7, 7, 10, 9, 9, 9, 5, 6}));
  EXPECT_EQ(groups_of(faces, 0.6F),
            of_labels({2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 5, 5, 5, 5, 7, 6, 6, 6, 3, 4}));
  EXPECT_EQ(groups_of(faces, 1.0F),
            of_labels({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 4, 4, 4, 4, 2, 2}));
}

}  // namespace
}  // namespace mien
