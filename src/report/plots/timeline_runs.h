#pragma once

#include <span>
#include <string>
#include <vector>

#include "mien/clip/segments.h"

namespace mien {

/// Neighbouring columns of a timeline in which the same expression is shown most.
struct TimelineRun {
  int first = 0;    ///< column
  int columns = 0;  ///< at least 1
  std::string label;
  double begin = 0;  ///< seconds, of the first of its segments
  double end = 0;    ///< seconds, of the end of the last one
};

/// Draws segments into `columns` columns between two times: each column shows the expression that
/// lasts longest in it. There are never more runs than columns, however long the clip is.
/// @param segments in order of time, without overlap
/// @param low, high finite, low < high
[[nodiscard]] std::vector<TimelineRun> timeline_runs(std::span<const ExpressionSegment> segments,
                                                     double low, double high, int columns);

}  // namespace mien
