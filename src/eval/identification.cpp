#include "eval/identification.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "core/random.h"
#include "core/thread_pool.h"
#include "eval/mean_and_deviation.h"
#include "learn/distances.h"
#include "mien/core/error.h"
#include "mien/learn/pipeline.h"

namespace mien::eval {

namespace {

/// The rows of each person with two photos or more, by the person's number.
std::vector<std::vector<std::size_t>> photos_by_person(std::span<const std::size_t> people) {
  std::map<std::size_t, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < people.size(); ++row) rows[people[row]].push_back(row);
  std::vector<std::vector<std::size_t>> photos;
  for (auto& [person, of_person] : rows) {
    if (of_person.size() >= 2) photos.push_back(std::move(of_person));
  }
  return photos;
}

/// A photo, and which of the people it shows.
struct Photo {
  std::size_t row = 0;
  std::size_t person = 0;
};

std::vector<Photo> known_photos(const std::vector<std::vector<std::size_t>>& photos,
                                const IdentificationOptions& options, std::size_t repetition) {
  Random random{options.seed, repetition};
  std::vector<Photo> known;
  for (std::size_t person = 0; person < photos.size(); ++person) {
    known.push_back({photos[person][random.below(photos[person].size())], person});
  }
  return known;
}

/// Whose known photo is the nearest. Of normalised rows that is the one of the largest product.
std::size_t nearest_person(const FeatureMatrix& normalised, std::span<const Photo> known,
                           std::size_t row) {
  double best = -std::numeric_limits<double>::infinity();
  std::size_t person = 0;
  for (const Photo& photo : known) {
    const double product = dot_product(normalised.row(row), normalised.row(photo.row));
    if (product <= best) continue;
    best = product;
    person = photo.person;
  }
  return person;
}

}  // namespace

IdentificationScores identify(const FeatureMatrix& features, std::span<const std::size_t> people,
                              const IdentificationOptions& options) {
  if (features.rows != people.size()) {
    throw Error(ErrorCode::input, fmt::format("identification: expected a person for each of {} "
                                              "photos, found {}",
                                              features.rows, people.size()));
  }
  if (options.repetitions == 0) {
    throw Error(ErrorCode::usage, "identification: expected 1 repetition or more, found 0");
  }
  const std::vector<std::vector<std::size_t>> photos = photos_by_person(people);
  if (photos.size() < 2) {
    throw Error(ErrorCode::input, fmt::format("identification: expected two people or more with "
                                              "two photos or more, found {} of them",
                                              photos.size()));
  }
  const FeatureMatrix normalised = apply_step(RowNormalisation{}, features);
  IdentificationScores scores;
  scores.people = photos.size();
  std::vector<Photo> all;
  for (std::size_t person = 0; person < photos.size(); ++person) {
    for (const std::size_t row : photos[person]) all.push_back({row, person});
  }
  scores.photos = all.size();
  scores.left_out = features.rows - scores.photos;
  scores.tested = scores.photos - scores.people;

  ThreadPool pool(options.threads);
  // How often each photo was tested, and right.
  std::vector<std::uint32_t> tested(all.size());
  std::vector<std::uint32_t> right(all.size());
  for (std::size_t repetition = 0; repetition < options.repetitions; ++repetition) {
    const std::vector<Photo> known = known_photos(photos, options, repetition);
    std::vector<std::uint8_t> now(all.size(), 0);
    pool.parallel_for(all.size(), [&](std::size_t i) {
      if (known[all[i].person].row == all[i].row) return;
      ++tested[i];
      now[i] = nearest_person(normalised, known, all[i].row) == all[i].person ? 1 : 0;
      right[i] += now[i];
    });
    const auto count = static_cast<double>(std::ranges::count(now, 1));
    scores.shares.push_back(count / static_cast<double>(scores.tested));
  }
  const MeanAndDeviation over = mean_and_deviation(scores.shares);
  scores.mean = over.mean;
  scores.deviation = over.deviation;

  std::vector<std::size_t> clusters;
  clusters.reserve(all.size());
  for (const Photo& photo : all) clusters.push_back(photo.person);
  const ResampledScores share = [&](std::span<const std::uint32_t> times) {
    double hits = 0;
    double tests = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
      hits += static_cast<double>(times[i]) * right[i];
      tests += static_cast<double>(times[i]) * tested[i];
    }
    return std::vector<double>{hits / tests};
  };
  scores.interval = bootstrap(all.size(), clusters, share, options.bootstrap).front();
  return scores;
}

}  // namespace mien::eval
