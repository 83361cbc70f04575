#include "mien/identity/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "core/thread_pool.h"
#include "identity/exact_search.h"
#include "identity/half_kernels.h"
#include "identity/neighbour_graph.h"
#include "mien/core/error.h"

namespace mien {

namespace {

// Where the graph begins to save time, of features of 1,024 numbers: docs/guides/identity.md has
// the measurement.
constexpr std::size_t least_entries = 100'000;
constexpr std::size_t least_queries = 50'000;

void check_search(const SearchOptions& options) {
  const auto require = [](std::string_view name, int value, int least, int most) {
    if (value >= least && value <= most) return;
    throw Error(ErrorCode::usage,
                fmt::format("search: {}: expected {} to {}, found {}", name, least, most, value));
  };
  require("threads", options.threads, 1, 1024);
  require("links", options.links, 2, 64);
  require("build_effort", options.build_effort, 1, 10'000);
  require("effort", options.effort, 1, 10'000);
}

SearchMethod chosen(const Gallery& gallery, const SearchOptions& options) {
  if (options.method != SearchMethod::automatic) return options.method;
  const bool pays = gallery.size() >= least_entries && options.queries >= least_queries;
  return pays ? SearchMethod::approximate : SearchMethod::exact;
}

}  // namespace

float identity_distance(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) {
    throw Error(ErrorCode::input,
                fmt::format("features: expected two of the same length, found {} and {} numbers",
                            a.size(), b.size()));
  }
  const std::vector<float> x = normalised_feature(a);
  const std::vector<float> y = normalised_feature(b);
  return distance_of_cosine(half_kernels().dot(x.data(), y.data(), x.size()));
}

struct GallerySearch::Impl {
  Impl(const Gallery& entries, const SearchOptions& options)
      : gallery(&entries), pool(options.threads) {}

  const Gallery* gallery;
  mutable ThreadPool pool;
  std::unique_ptr<NeighbourGraph> graph;  ///< null: exact
};

GallerySearch::GallerySearch(const Gallery& gallery, const SearchOptions& options) {
  check_search(options);
  impl_ = std::make_unique<Impl>(gallery, options);
  if (chosen(gallery, options) == SearchMethod::approximate && gallery.size() > 0) {
    impl_->graph = std::make_unique<NeighbourGraph>(gallery, options);
  }
}

GallerySearch::GallerySearch(GallerySearch&&) noexcept = default;
GallerySearch& GallerySearch::operator=(GallerySearch&&) noexcept = default;
GallerySearch::~GallerySearch() = default;

const Gallery& GallerySearch::gallery() const { return *impl_->gallery; }

SearchMethod GallerySearch::method() const {
  return impl_->graph ? SearchMethod::approximate : SearchMethod::exact;
}

std::vector<std::vector<GalleryMatch>> GallerySearch::nearest(std::span<const float> features,
                                                              std::size_t count) const {
  const Gallery& gallery = *impl_->gallery;
  const std::size_t dimension = gallery.dimension();
  if (features.size() % dimension != 0) {
    throw Error(ErrorCode::input, fmt::format("features: expected {} numbers each, found {} in all",
                                              dimension, features.size()));
  }
  std::vector<float> queries;
  queries.reserve(features.size());
  for (std::size_t first = 0; first < features.size(); first += dimension) {
    std::ranges::copy(normalised_feature(features.subspan(first, dimension)),
                      std::back_inserter(queries));
  }
  if (!impl_->graph) return search_all(gallery, queries, count, impl_->pool);

  count = std::min(count, gallery.size());
  std::vector<std::vector<GalleryMatch>> answers(queries.size() / dimension);
  if (count == 0) return answers;
  impl_->pool.parallel_for(answers.size(), [&](std::size_t q) {
    const auto query = std::span(queries).subspan(q * dimension, dimension);
    for (const std::size_t entry : impl_->graph->candidates(query, count)) {
      answers[q].push_back({entry, distance_to(gallery, entry, query)});
    }
    std::ranges::sort(answers[q], nearer);
  });
  return answers;
}

std::vector<std::vector<PersonMatch>> nearest_people(const GallerySearch& search,
                                                     std::span<const float> features,
                                                     std::size_t count) {
  const Gallery& gallery = search.gallery();
  const std::size_t dimension = gallery.dimension();
  const auto people_of = [&](const std::vector<GalleryMatch>& matches) {
    std::vector<PersonMatch> people;
    std::set<std::string_view> seen;
    for (const GalleryMatch& match : matches) {
      const std::string& person = gallery.entries()[match.entry].person;
      if (people.size() < count && seen.insert(person).second) people.push_back({person, match});
    }
    return people;
  };
  // Several entries may be of one person: ask for more where there are too few people.
  std::size_t candidates = 4 * count;
  std::vector<std::vector<PersonMatch>> answers;
  for (const auto& matches : search.nearest(features, candidates))
    answers.push_back(people_of(matches));
  while (candidates < gallery.size()) {
    candidates *= 4;
    bool enough = true;
    for (std::size_t q = 0; q < answers.size(); ++q) {
      if (answers[q].size() == count) continue;
      answers[q] =
          people_of(search.nearest(features.subspan(q * dimension, dimension), candidates).front());
      enough = enough && answers[q].size() == count;
    }
    if (enough) break;
  }
  return answers;
}

}  // namespace mien
