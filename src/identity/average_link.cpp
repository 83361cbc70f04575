#include "identity/average_link.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "identity/half_kernels.h"

namespace mien {

namespace {

/// The mean cosine between the members of two groups is the product of the sums of their features
/// over the product of their sizes. So no matrix of distances is needed.
struct Cluster {
  std::vector<std::size_t> members;
  std::vector<float> sum;
};

float mean_cosine(const Cluster& a, const Cluster& b) {
  return half_kernels().dot(a.sum.data(), b.sum.data(), a.sum.size()) /
         (static_cast<float>(a.members.size()) * static_cast<float>(b.members.size()));
}

void absorb(Cluster& into, Cluster&& other) {
  for (std::size_t i = 0; i < into.sum.size(); ++i) into.sum[i] += other.sum[i];
  into.members.insert(into.members.end(), other.members.begin(), other.members.end());
  other = {};
}

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

struct Neighbour {
  std::size_t cluster = none;
  float cosine = -2;
};

}  // namespace

std::vector<std::vector<std::size_t>> average_link_groups(const Gallery& faces,
                                                          std::span<const std::size_t> members,
                                                          float distance) {
  const float least_cosine = 1 - distance * distance / 2;
  std::vector<Cluster> clusters;
  for (const std::size_t member : members) clusters.push_back({{member}, faces.feature(member)});

  // Chains of nearest neighbours (Murtagh 1983): two groups that are each other's nearest may be
  // joined at once, since average link never brings a group nearer by joining others. A chain whose
  // end has no neighbour within the threshold is given up: that group is complete.
  std::vector<std::vector<std::size_t>> complete;
  std::vector<std::size_t> chain;
  std::size_t next = 0;
  while (true) {
    if (chain.empty()) {
      while (next < clusters.size() && clusters[next].members.empty()) ++next;
      if (next == clusters.size()) break;
      chain.push_back(next);
    }
    const std::size_t end = chain.back();
    const std::size_t before = chain.size() > 1 ? chain[chain.size() - 2] : none;
    // Of equally near ones the group before the end, so that chains come to an end; else the first.
    Neighbour nearest;
    if (before != none) nearest = {before, mean_cosine(clusters[end], clusters[before])};
    for (std::size_t i = next; i < clusters.size(); ++i) {
      if (i == end || i == before || clusters[i].members.empty()) continue;
      const float cosine = mean_cosine(clusters[end], clusters[i]);
      if (cosine > nearest.cosine) nearest = {i, cosine};
    }
    if (nearest.cluster == none || nearest.cosine < least_cosine) {
      complete.push_back(std::move(clusters[end].members));
      clusters[end] = {};
      chain.pop_back();
    } else if (nearest.cluster == before) {
      chain.resize(chain.size() - 2);
      absorb(clusters[std::min(end, before)], std::move(clusters[std::max(end, before)]));
    } else {
      chain.push_back(nearest.cluster);
    }
  }
  for (std::vector<std::size_t>& group : complete) std::ranges::sort(group);
  return complete;
}

}  // namespace mien
