#include "report/plots/timeline_runs.h"

#include <algorithm>
#include <cmath>

namespace mien {

namespace {

/// What a column shows so far. Segments come in order, so those of one label add up.
struct RunColumn {
  struct Part {
    std::size_t segment = 0;
    double seconds = 0;
  };
  std::vector<Part> parts;  // one for each label
};

}  // namespace

std::vector<TimelineRun> timeline_runs(std::span<const ExpressionSegment> segments, double low,
                                       double high, int columns) {
  const double width = (high - low) / columns;
  const auto column_at = [&](double seconds) {
    return static_cast<std::size_t>(
        std::clamp(std::floor((seconds - low) / width), 0.0, columns - 1.0));
  };
  std::vector<RunColumn> all(static_cast<std::size_t>(columns));
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const ExpressionSegment& segment = segments[s];
    if (!(segment.begin <= segment.end)) continue;
    for (std::size_t c = column_at(segment.begin); c <= column_at(segment.end); ++c) {
      const double start = low + width * static_cast<double>(c);
      const double seconds = std::min(segment.end, start + width) - std::max(segment.begin, start);
      // A segment that ends where a column starts is not in it, but one of no length is.
      if (seconds <= 0 && c != column_at(segment.begin)) continue;
      auto& parts = all[c].parts;
      const auto part = std::ranges::find_if(parts, [&](const RunColumn::Part& p) {
        return segments[p.segment].label == segment.label;
      });
      if (part == parts.end()) {
        parts.push_back({s, seconds});
      } else {
        part->seconds += seconds;
      }
    }
  }
  std::vector<TimelineRun> runs;
  for (std::size_t c = 0; c < all.size(); ++c) {
    const auto most = std::ranges::max_element(all[c].parts, {}, &RunColumn::Part::seconds);
    if (most == all[c].parts.end()) continue;
    const ExpressionSegment& segment = segments[most->segment];
    const bool goes_on = !runs.empty() && runs.back().label == segment.label &&
                         runs.back().first + runs.back().columns == static_cast<int>(c);
    if (goes_on) {
      ++runs.back().columns;
      runs.back().end = std::max(runs.back().end, segment.end);
    } else {
      runs.push_back({static_cast<int>(c), 1, segment.label, segment.begin, segment.end});
    }
  }
  return runs;
}

}  // namespace mien
