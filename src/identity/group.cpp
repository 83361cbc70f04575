#include "mien/identity/group.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "core/thread_pool.h"
#include "identity/average_link.h"
#include "identity/exact_search.h"
#include "mien/core/error.h"

namespace mien {

namespace {

using Group = std::vector<std::size_t>;

/// Sets of elements that grow together (union-find with path halving).
class Parts {
 public:
  explicit Parts(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    // The least index stands for a part, so that the outcome does not depend on the order.
    parent_[std::max(a, b)] = std::min(a, b);
  }

  std::vector<Group> groups() {
    std::vector<Group> by_root(parent_.size());
    for (std::size_t i = 0; i < parent_.size(); ++i) by_root[root(i)].push_back(i);
    std::erase_if(by_root, [](const Group& group) { return group.empty(); });
    return by_root;
  }

 private:
  std::size_t root(std::size_t i) {
    while (parent_[i] != i) {
      parent_[i] = parent_[parent_[i]];
      i = parent_[i];
    }
    return i;
  }

  std::vector<std::size_t> parent_;
};

void check(const GroupOptions& options) {
  if (!(options.distance >= 0 && options.distance <= 2)) {
    throw Error(ErrorCode::usage,
                fmt::format("group: distance: expected 0 to 2, found {}", options.distance));
  }
  if (options.threads < 1) {
    throw Error(ErrorCode::usage,
                fmt::format("group: threads: expected at least 1, found {}", options.threads));
  }
}

std::vector<Group> connected(const Gallery& faces, const GroupOptions& options) {
  check(options);
  ThreadPool pool(options.threads);
  Parts parts(faces.size());
  for_near_pairs(faces, options.distance, pool,
                 [&](std::size_t a, std::size_t b, float) { parts.join(a, b); });
  return parts.groups();
}

std::vector<Group> ordered(std::vector<Group> groups) {
  std::ranges::sort(groups, [](const Group& a, const Group& b) {
    return a.size() != b.size() ? a.size() > b.size() : a.front() < b.front();
  });
  return groups;
}

}  // namespace

std::vector<Group> group_faces(const Gallery& faces, const GroupOptions& options) {
  std::vector<Group> groups;
  for (const Group& part : connected(faces, options)) {
    for (Group& group : average_link_groups(faces, part, options.distance)) {
      groups.push_back(std::move(group));
    }
  }
  return ordered(std::move(groups));
}

std::vector<Group> near_duplicates(const Gallery& faces, const GroupOptions& options) {
  std::vector<Group> groups = connected(faces, options);
  std::erase_if(groups, [](const Group& group) { return group.size() == 1; });
  return ordered(std::move(groups));
}

}  // namespace mien
