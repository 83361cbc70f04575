#include "mien/learn/classifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "learn/linear_svc.h"
#include "learn/nearest_neighbours.h"
#include "learn/random_forest.h"
#include "learn/rbf_svm.h"
#include "mien/core/error.h"

namespace mien {

namespace {

void require(bool good, std::string_view option, std::string_view expected, double actual) {
  if (good) return;
  throw Error(ErrorCode::usage, fmt::format("{}: expected {}, found {}", option, expected, actual));
}

void require_positive(std::string_view option, double value) {
  require(value > 0 && std::isfinite(value), option, "a number above 0", value);
}

void check(const LinearSvcOptions& options) {
  require_positive("linear-svc: C", options.c);
  require_positive("linear-svc: tolerance", options.tolerance);
}

void check(const RbfSvmOptions& options) {
  require_positive("rbf-svm: C", options.c);
  require_positive("rbf-svm: tolerance", options.tolerance);
  if (options.gamma) require_positive("rbf-svm: gamma", *options.gamma);
}

void check(const RandomForestOptions& options) {
  require(options.trees >= 1 && options.trees <= 100'000, "random-forest: trees", "1 to 100,000",
          options.trees);
  if (options.depth)
    require(*options.depth >= 1, "random-forest: depth", "1 or more", *options.depth);
  if (options.features_a_split) {
    require(*options.features_a_split >= 1, "random-forest: features a split", "1 or more",
            *options.features_a_split);
  }
}

void check(const NearestNeighboursOptions& options) {
  require(options.neighbours >= 1, "nearest-neighbours: neighbours", "1 or more",
          options.neighbours);
}

void check_classes(const FeatureMatrix& samples, std::span<const std::uint32_t> classes) {
  if (classes.size() != samples.rows) {
    throw Error(ErrorCode::input, fmt::format("expected a class for each of {} rows, found {}",
                                              samples.rows, classes.size()));
  }
  constexpr std::size_t most = std::numeric_limits<int>::max() / 2;
  if (samples.rows > most || samples.columns > most) {
    throw Error(ErrorCode::input, fmt::format("expected at most {} rows and columns, found {} x {}",
                                              most, samples.rows, samples.columns));
  }
  if (std::ranges::max(classes) >= classes.size()) {
    throw Error(ErrorCode::input, fmt::format("expected a row for each class, found class {} of {} "
                                              "rows",
                                              std::ranges::max(classes), classes.size()));
  }
  std::vector<std::size_t> rows(std::ranges::max(classes) + 1U);
  for (const std::uint32_t c : classes) ++rows[c];
  const auto empty = std::ranges::find(rows, 0U);
  if (empty != rows.end()) {
    throw Error(
        ErrorCode::input,
        fmt::format("expected a row for each class, found none of class {}", empty - rows.begin()));
  }
  if (rows.size() < 2) {
    throw Error(ErrorCode::input, "expected rows of two classes or more, found one class");
  }
}

}  // namespace

std::shared_ptr<const Classifier> fit_classifier(const FeatureMatrix& samples,
                                                 std::span<const std::uint32_t> classes,
                                                 const ClassifierOptions& options, int threads) {
  check_features(samples);
  check_classes(samples, classes);
  return std::visit(
      [&](const auto& chosen) -> std::shared_ptr<const Classifier> {
        using Options = std::decay_t<decltype(chosen)>;
        check(chosen);
        if constexpr (std::is_same_v<Options, LinearSvcOptions>) {
          return std::make_shared<LinearSvc>(samples, classes, chosen);
        } else if constexpr (std::is_same_v<Options, RbfSvmOptions>) {
          return std::make_shared<RbfSvm>(samples, classes, chosen, threads);
        } else if constexpr (std::is_same_v<Options, RandomForestOptions>) {
          return std::make_shared<RandomForest>(samples, classes, chosen, threads);
        } else {
          return std::make_shared<NearestNeighbours>(samples, classes, chosen);
        }
      },
      options);
}

}  // namespace mien
