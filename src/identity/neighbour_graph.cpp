#include "identity/neighbour_graph.h"

// Without this, hnswlib 0.6.2 fetches ahead from behind the ends of its lists, and its header
// defines functions that are not inline. Its own distances are not used here.
#define NO_MANUAL_VECTORIZATION
#include <hnswlib/hnswlib.h>

#include <cstdint>
#include <cstring>
#include <new>

#include "identity/half_kernels.h"
#include "models/float16.h"

namespace mien {

namespace {

using Row = const std::uint16_t*;

Row row_at(const void* datum) {
  Row row = nullptr;
  std::memcpy(&row, datum, sizeof(row));
  return row;
}

/// What the graph keeps of an entry is a pointer to its halves.
float apart(const void* a, const void* b, const void* dimension) {
  return 1 - half_kernels().dot_halves(row_at(a), row_at(b),
                                       *static_cast<const std::size_t*>(dimension));
}

class PointerSpace : public hnswlib::SpaceInterface<float> {
 public:
  explicit PointerSpace(std::size_t dimension) : dimension_(dimension) {}
  std::size_t get_data_size() override { return sizeof(Row); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return apart; }
  void* get_dist_func_param() override { return &dimension_; }

 private:
  std::size_t dimension_;
};

}  // namespace

struct NeighbourGraph::Impl {
  Impl(const Gallery& gallery, const SearchOptions& options)
      : space(gallery.dimension()),
        graph(&space, gallery.size(), static_cast<std::size_t>(options.links),
              static_cast<std::size_t>(options.build_effort), options.seed) {}

  PointerSpace space;
  hnswlib::HierarchicalNSW<float> graph;
};

NeighbourGraph::NeighbourGraph(const Gallery& gallery, const SearchOptions& options)
    : impl_(std::make_unique<Impl>(gallery, options)) {
  constexpr std::size_t now_and_then = 256;
  for (std::size_t i = 0; i < gallery.size(); ++i) {
    const Row row = gallery.halves(i).data();
    impl_->graph.addPoint(&row, i);
    if (options.progress && i % now_and_then == 0) options.progress(i);
  }
  impl_->graph.setEf(static_cast<std::size_t>(options.effort));
}

NeighbourGraph::~NeighbourGraph() = default;

std::vector<std::size_t> NeighbourGraph::candidates(std::span<const float> normalised,
                                                    std::size_t count) const {
  std::vector<std::uint16_t> halves;
  halves.reserve(normalised.size());
  for (const float value : normalised) halves.push_back(models::half_from_float(value));
  const Row row = halves.data();
  auto neighbours = impl_->graph.searchKnn(&row, count);
  std::vector<std::size_t> entries;
  for (; !neighbours.empty(); neighbours.pop()) entries.push_back(neighbours.top().second);
  return entries;
}

}  // namespace mien
