#include "identity/exact_search.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <iterator>
#include <utility>

#include "identity/half_kernels.h"
#include "mien/core/error.h"

namespace mien {

namespace {

constexpr std::size_t block_rows = 1024;  ///< entries of one piece of work
constexpr std::size_t tile_rows = 4;      ///< entries that are floats at a time: 16 kB of 1,024

/// Calls `use(query, entry, distance)` for each query, and each entry from `first` to `last` - 1.
template <typename Use>
void for_distances(const Gallery& gallery, std::span<const float> queries, std::size_t first,
                   std::size_t last, const Use& use) {
  const HalfKernels& kernels = half_kernels();
  const std::size_t dimension = gallery.dimension();
  std::vector<float> tile(tile_rows * dimension);
  for (std::size_t row = first; row < last; row += tile_rows) {
    const std::size_t rows = std::min(tile_rows, last - row);
    kernels.widen(gallery.halves(row).data(), rows * dimension, tile.data());
    for (std::size_t q = 0; q * dimension < queries.size(); ++q) {
      for (std::size_t r = 0; r < rows; ++r) {
        const float sum =
            kernels.dot(queries.data() + q * dimension, tile.data() + r * dimension, dimension);
        use(q, row + r, distance_of_cosine(sum * gallery.inverse_length(row + r)));
      }
    }
  }
}

/// Keeps the nearest of what comes.
class Nearest {
 public:
  explicit Nearest(std::size_t count) : count_(count) {}

  void add(const GalleryMatch& match) {
    if (matches_.size() == count_) {
      if (!nearer(match, matches_.front())) return;
      std::ranges::pop_heap(matches_, nearer);
      matches_.pop_back();
    }
    matches_.push_back(match);
    std::ranges::push_heap(matches_, nearer);
  }

  [[nodiscard]] const std::vector<GalleryMatch>& unsorted() const { return matches_; }

  std::vector<GalleryMatch> sorted() && {
    std::ranges::sort_heap(matches_, nearer);
    return std::move(matches_);
  }

 private:
  std::size_t count_;
  std::vector<GalleryMatch> matches_;
};

std::vector<std::vector<GalleryMatch>> search_batch(const Gallery& gallery,
                                                    std::span<const float> queries,
                                                    std::size_t count, ThreadPool& pool) {
  const std::size_t number = queries.size() / gallery.dimension();
  const std::size_t blocks = (gallery.size() + block_rows - 1) / block_rows;
  std::vector<std::vector<Nearest>> results(blocks, std::vector<Nearest>(number, Nearest(count)));
  pool.parallel_for(blocks, [&](std::size_t block) {
    const std::size_t first = block * block_rows;
    for_distances(gallery, queries, first, std::min(first + block_rows, gallery.size()),
                  [&](std::size_t query, std::size_t entry, float distance) {
                    results[block][query].add({entry, distance});
                  });
  });
  std::vector<std::vector<GalleryMatch>> answers;
  for (std::size_t q = 0; q < number; ++q) {
    Nearest all(count);
    for (const std::vector<Nearest>& block : results) {
      for (const GalleryMatch& match : block[q].unsorted()) all.add(match);
    }
    answers.push_back(std::move(all).sorted());
  }
  return answers;
}

}  // namespace

std::vector<float> normalised_feature(std::span<const float> feature) {
  double sum = 0;
  for (const float value : feature) sum += double{value} * double{value};
  if (!std::isfinite(sum) || sum <= 0) {
    throw Error(ErrorCode::input,
                fmt::format("feature: expected finite numbers, not all 0, found the length {}",
                            std::sqrt(sum)));
  }
  const double length = std::sqrt(sum);
  std::vector<float> normalised;
  normalised.reserve(feature.size());
  for (const float value : feature) normalised.push_back(static_cast<float>(value / length));
  return normalised;
}

float distance_of_cosine(float cosine) { return std::sqrt(std::clamp(2 - 2 * cosine, 0.0F, 4.0F)); }

float distance_to(const Gallery& gallery, std::size_t entry, std::span<const float> feature) {
  float distance = 0;
  for_distances(gallery, feature, entry, entry + 1,
                [&](std::size_t, std::size_t, float value) { distance = value; });
  return distance;
}

std::vector<std::vector<GalleryMatch>> search_all(const Gallery& gallery,
                                                  std::span<const float> features,
                                                  std::size_t count, ThreadPool& pool) {
  constexpr std::size_t batch = 64;
  const std::size_t dimension = gallery.dimension();
  count = std::min(count, gallery.size());
  std::vector<std::vector<GalleryMatch>> answers;
  if (count == 0) {
    answers.resize(features.size() / dimension);
    return answers;
  }
  for (std::size_t first = 0; first < features.size(); first += batch * dimension) {
    const auto queries =
        features.subspan(first, std::min(batch * dimension, features.size() - first));
    std::ranges::move(search_batch(gallery, queries, count, pool), std::back_inserter(answers));
  }
  return answers;
}

NearPairs near_pairs(const Gallery& gallery, std::size_t first, std::size_t last, float distance,
                     ThreadPool& pool) {
  std::vector<float> queries;
  for (std::size_t i = first; i < last; ++i) {
    std::ranges::move(gallery.feature(i), std::back_inserter(queries));
  }
  const std::size_t number = last - first;
  const std::size_t blocks = (gallery.size() - first + block_rows - 1) / block_rows;
  std::vector<std::vector<std::vector<GalleryMatch>>> matches(
      blocks, std::vector<std::vector<GalleryMatch>>(number));
  pool.parallel_for(blocks, [&](std::size_t block) {
    const std::size_t begin = first + block * block_rows;
    for_distances(gallery, queries, begin, std::min(begin + block_rows, gallery.size()),
                  [&](std::size_t query, std::size_t entry, float apart) {
                    if (entry > first + query && apart <= distance) {
                      matches[block][query].push_back({entry, apart});
                    }
                  });
  });
  NearPairs pairs{first, std::vector<std::vector<GalleryMatch>>(number)};
  for (const auto& block : matches) {
    for (std::size_t q = 0; q < number; ++q) {
      pairs.others[q].insert(pairs.others[q].end(), block[q].begin(), block[q].end());
    }
  }
  return pairs;
}

}  // namespace mien
