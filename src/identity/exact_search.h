#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "core/thread_pool.h"
#include "mien/identity/gallery.h"
#include "mien/identity/search.h"

namespace mien {

/// The feature scaled to the length 1.
/// @throws Error (ErrorCode::input) if it is zero or not finite
[[nodiscard]] std::vector<float> normalised_feature(std::span<const float> feature);

/// The distance of normalised features whose sum of products is `cosine`.
[[nodiscard]] float distance_of_cosine(float cosine);

/// The distance of a normalised feature to an entry.
[[nodiscard]] float distance_to(const Gallery& gallery, std::size_t entry,
                                std::span<const float> feature);

/// Whether `a` is nearer, or as near and added earlier.
[[nodiscard]] inline bool nearer(const GalleryMatch& a, const GalleryMatch& b) {
  return a.distance != b.distance ? a.distance < b.distance : a.entry < b.entry;
}

/// The nearest entries of each feature, by comparing with all.
/// @param features normalised, one after the other
[[nodiscard]] std::vector<std::vector<GalleryMatch>> search_all(const Gallery& gallery,
                                                                std::span<const float> features,
                                                                std::size_t count,
                                                                ThreadPool& pool);

/// Calls `found(a, b, distance)` for all pairs of entries a < b that are at most `distance` apart,
/// in order of a, then b, on the caller's thread.
template <typename Found>
void for_near_pairs(const Gallery& gallery, float distance, ThreadPool& pool, const Found& on_pair);

/// The pairs of entry `a` with later ones.
struct NearPairs {
  std::size_t first = 0;                          ///< the first a
  std::vector<std::vector<GalleryMatch>> others;  ///< of a = first, first + 1 and so on
};

/// The pairs of entries from `first` to `last` - 1 with later ones.
[[nodiscard]] NearPairs near_pairs(const Gallery& gallery, std::size_t first, std::size_t last,
                                   float distance, ThreadPool& pool);

template <typename Found>
void for_near_pairs(const Gallery& gallery, float distance, ThreadPool& pool,
                    const Found& on_pair) {
  constexpr std::size_t at_once = 128;
  for (std::size_t first = 0; first < gallery.size(); first += at_once) {
    const std::size_t last = std::min(first + at_once, gallery.size());
    const NearPairs pairs = near_pairs(gallery, first, last, distance, pool);
    for (std::size_t i = 0; i < pairs.others.size(); ++i) {
      for (const GalleryMatch& match : pairs.others[i])
        on_pair(first + i, match.entry, match.distance);
    }
  }
}

}  // namespace mien
