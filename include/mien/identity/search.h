#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "mien/identity/gallery.h"

namespace mien {

/// How the nearest entries are found.
enum class SearchMethod {
  automatic,    ///< `approximate` where it saves time, see `SearchOptions::queries`
  exact,        ///< compares with every entry
  approximate,  ///< a graph of neighbours (HNSW, Malkov and Yashunin 2018, by hnswlib)
};

struct SearchOptions {
  SearchMethod method = SearchMethod::automatic;
  /// How many features will be looked up. Building the graph takes as long as many exact
  /// searches, so that `automatic` builds it only for a large gallery and more queries than that.
  std::size_t queries = 1;
  int threads = 1;         ///< of one call of `nearest`, at least 1; the graph is built by one
  int links = 16;          ///< of the graph: neighbours of an entry (M), 2 to 64
  int build_effort = 100;  ///< candidates while building (efConstruction), 1 to 10,000
  int effort = 100;        ///< candidates while searching (ef), 1 to 10,000
  std::uint64_t seed = 1;  ///< of the graph's levels
  /// Called now and then while the graph is built, with the entries that it has.
  std::function<void(std::size_t)> progress = {};
};

/// An entry of a gallery and how far it is.
struct GalleryMatch {
  std::size_t entry = 0;
  /// Euclidean distance of the L2-normalised features, 0 to 2; the cosine of the angle between
  /// them is 1 - distance^2 / 2.
  float distance = 0;

  friend bool operator==(const GalleryMatch&, const GalleryMatch&) = default;
};

/// Euclidean distance of features after L2 normalisation, 0 to 2.
/// @throws Error (ErrorCode::input) if they differ in dimension, or one is zero or not finite
[[nodiscard]] float identity_distance(std::span<const float> a, std::span<const float> b);

/// Finds the entries of a gallery that are nearest to a feature. `nearest` may be called from
/// several threads at once. Same gallery, options and features: same answers, to the bit, whatever
/// the number of threads.
class GallerySearch {
 public:
  /// @param gallery must live as long as this, unchanged
  /// @throws Error (ErrorCode::usage) for options out of range
  explicit GallerySearch(const Gallery& gallery, const SearchOptions& options = {});
  GallerySearch(GallerySearch&&) noexcept;
  GallerySearch& operator=(GallerySearch&&) noexcept;
  GallerySearch(const GallerySearch&) = delete;
  GallerySearch& operator=(const GallerySearch&) = delete;
  ~GallerySearch();

  /// The entries nearest to each feature, the nearest first, of two equally near the one that was
  /// added first; `count` of them, or all if there are fewer. The approximate method may miss
  /// some.
  /// @param features one after the other, each of the gallery's dimension, not normalised
  /// @throws Error (ErrorCode::input) if one is zero or not finite
  [[nodiscard]] std::vector<std::vector<GalleryMatch>> nearest(std::span<const float> features,
                                                               std::size_t count) const;

  [[nodiscard]] const Gallery& gallery() const;

  /// `exact` or `approximate`.
  [[nodiscard]] SearchMethod method() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A person and the entry of theirs that is nearest.
struct PersonMatch {
  std::string person;
  GalleryMatch match;
};

/// The `count` people nearest to each feature, each by the nearest of their entries, the nearest
/// person first; all if there are fewer.
/// @param features as of `GallerySearch::nearest`
[[nodiscard]] std::vector<std::vector<PersonMatch>> nearest_people(const GallerySearch& search,
                                                                   std::span<const float> features,
                                                                   std::size_t count);

}  // namespace mien
