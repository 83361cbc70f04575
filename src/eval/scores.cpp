#include "eval/scores.h"

namespace mien::eval {

std::string_view name_of(Unit unit) {
  switch (unit) {
    case Unit::share:
      return "share";
    case Unit::years:
      return "years";
    case Unit::number:
      break;
  }
  return "number";
}

std::vector<ScoreValue> score(const Scorer& scorer, std::span<const std::size_t> clusters,
                              const BootstrapOptions& options) {
  const std::vector<std::uint32_t> once(scorer.samples, 1);
  const std::vector<double> values = scorer.scores(once);
  const std::vector<Interval> intervals =
      bootstrap(scorer.samples, clusters, scorer.scores, options);
  std::vector<ScoreValue> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.push_back(
        {std::string(scorer.kinds[i].name), scorer.kinds[i].unit, values[i], intervals[i]});
  }
  return result;
}

}  // namespace mien::eval
