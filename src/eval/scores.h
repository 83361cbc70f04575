#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eval/bootstrap.h"

namespace mien::eval {

/// What a score is counted in.
enum class Unit {
  share,  ///< 0 to 1
  years,
  number,  ///< of no unit, such as a correlation
};

/// "share", "years" or "number".
[[nodiscard]] std::string_view name_of(Unit unit);

struct ScoreKind {
  std::string_view name;
  Unit unit = Unit::share;
};

/// A score with its confidence interval.
struct ScoreValue {
  std::string name;
  Unit unit = Unit::share;
  double value = 0;  ///< not a number if there is nothing to score
  Interval interval;
};

/// What of a head is scored, and how.
struct Scorer {
  std::vector<ScoreKind> kinds;  ///< the first is the one that groups are compared by
  std::size_t samples = 0;
  ResampledScores scores;  ///< in the order of `kinds`
};

/// The scores of all samples, each counted once, with their intervals.
/// @param clusters as `bootstrap` takes them
[[nodiscard]] std::vector<ScoreValue> score(const Scorer& scorer,
                                            std::span<const std::size_t> clusters,
                                            const BootstrapOptions& options);

}  // namespace mien::eval
