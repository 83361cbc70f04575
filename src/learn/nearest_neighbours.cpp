#include "learn/nearest_neighbours.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/json_reader.h"
#include "learn/distances.h"
#include "learn/probabilities.h"
#include "learn/record.h"
#include "mien/core/error.h"

namespace mien {

namespace {

double length_of(std::span<const float> row) { return std::sqrt(dot_product(row, row)); }

std::vector<double> lengths_of(const FeatureMatrix& samples) {
  std::vector<double> lengths;
  for (std::size_t r = 0; r < samples.rows; ++r) lengths.push_back(length_of(samples.row(r)));
  return lengths;
}

}  // namespace

NearestNeighbours::NearestNeighbours(FeatureMatrix samples, std::span<const std::uint32_t> classes,
                                     const NearestNeighboursOptions& options)
    : options_(options),
      samples_(std::move(samples)),
      classes_(classes.begin(), classes.end()),
      class_count_(std::ranges::max(classes) + 1U),
      lengths_(lengths_of(samples_)) {
  if (static_cast<std::size_t>(options_.neighbours) > samples_.rows) {
    throw Error(ErrorCode::usage,
                fmt::format("nearest-neighbours: expected at most as many neighbours as rows, {}, "
                            "found {}",
                            samples_.rows, options_.neighbours));
  }
}

double NearestNeighbours::distance_to(std::size_t row, std::span<const float> other,
                                      double other_length) const {
  if (options_.metric == DistanceMetric::euclidean) {
    return std::sqrt(squared_distance(samples_.row(row), other));
  }
  const double lengths = lengths_[row] * other_length;
  return lengths == 0 ? 1 : 1 - dot_product(samples_.row(row), other) / lengths;
}

std::vector<NearestNeighbours::Neighbour> NearestNeighbours::nearest(
    std::span<const float> row) const {
  const double length = length_of(row);
  std::vector<Neighbour> all;
  all.reserve(samples_.rows);
  for (std::size_t r = 0; r < samples_.rows; ++r) all.push_back({distance_to(r, row, length), r});
  const auto last = all.begin() + options_.neighbours;
  std::partial_sort(all.begin(), last, all.end());
  return {all.begin(), last};
}

ClassPredictions NearestNeighbours::predict(const FeatureMatrix& samples, int threads) const {
  return predict_rows(*this, samples, threads, [this](std::span<const float> row) {
    const std::vector<Neighbour> neighbours = nearest(row);
    // As in scikit-learn, rows at no distance outvote all others.
    const bool same = options_.by_distance && neighbours.front().distance <= 0;
    std::vector<double> votes(class_count_);
    double sum = 0;
    for (const Neighbour& neighbour : neighbours) {
      double vote = 1;
      if (same) {
        vote = neighbour.distance <= 0 ? 1 : 0;
      } else if (options_.by_distance) {
        vote = 1 / neighbour.distance;
      }
      votes[classes_[neighbour.row]] += vote;
      sum += vote;
    }
    for (double& vote : votes) vote /= sum;
    return most_probable(std::move(votes));
  });
}

void NearestNeighbours::write(ClassifierRecord& record) const {
  record.header["classifier"] = {
      {"neighbours", options_.neighbours},
      {"metric", options_.metric == DistanceMetric::cosine ? "cosine" : "euclidean"},
      {"by_distance", options_.by_distance},
      {"classes", class_count_}};
  record.add("samples", {samples_.rows, samples_.columns}, samples_.values);
  record.add("sample_classes", {classes_.size()}, classes_);
}

NearestNeighbours::NearestNeighbours(const ClassifierRecord& record) {
  JsonReader parameters(record.header.at("classifier"), record.source(), "classifier");
  const auto shape = record.shape("samples", 2);
  if (shape[0] == 0 || shape[1] == 0) record.fail("array \"samples\": expected rows, found none");
  samples_ = {shape[0], shape[1], record.floats("samples", shape)};
  classes_ = record.indices("sample_classes", {shape[0]});
  class_count_ = static_cast<std::size_t>(parameters.integer(
      "classes", 2, static_cast<std::int64_t>(std::max<std::size_t>(2, shape[0]))));
  options_.neighbours = static_cast<int>(parameters.integer(
      "neighbours", 1, static_cast<std::int64_t>(std::min<std::size_t>(shape[0], 1U << 30U))));
  options_.metric = parameters.word<DistanceMetric>(
      "metric", {{"euclidean", DistanceMetric::euclidean}, {"cosine", DistanceMetric::cosine}});
  options_.by_distance = parameters.boolean("by_distance");
  if (std::ranges::max(classes_) >= class_count_) {
    record.fail(fmt::format("array \"sample_classes\": expected classes below {}, found {}",
                            class_count_, std::ranges::max(classes_)));
  }
  lengths_ = lengths_of(samples_);
}

}  // namespace mien
