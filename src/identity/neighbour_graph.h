#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "mien/identity/gallery.h"
#include "mien/identity/search.h"

namespace mien {

/// hnswlib's graph of neighbours over the entries of a gallery. It holds links only: the features
/// stay where they are. Built by one thread, so that the same gallery and seed give the same graph.
class NeighbourGraph {
 public:
  /// @param gallery must live as long as this, unchanged
  NeighbourGraph(const Gallery& gallery, const SearchOptions& options);
  ~NeighbourGraph();
  NeighbourGraph(const NeighbourGraph&) = delete;
  NeighbourGraph& operator=(const NeighbourGraph&) = delete;

  /// About `count` entries that are near to a feature, in no particular order. May be called from
  /// several threads at once.
  [[nodiscard]] std::vector<std::size_t> candidates(std::span<const float> normalised,
                                                    std::size_t count) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mien
