#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mien/clip/summary.h"

namespace mien {

/// The face of a person when an expression began.
struct ClipThumbnail {
  int track = 0;
  double seconds = 0;
  std::vector<std::byte> picture{};  ///< JPEG or PNG, about square; 64 pixels are enough
};

/// Who a person of a clip is, and when they are seen.
struct TimelinePerson {
  std::string name{};                             ///< "" for one without a name
  std::string note{};                             ///< written below it, such as "distance 0.61"
  std::vector<std::pair<double, double>> seen{};  ///< from and to, seconds, by time
};

struct TimelineOptions {
  std::string title{};  ///< "" for none
  int width = 960;      ///< pixels, 320 to 10000
  int most_rows = 50;   ///< people at most, those seen longest; at least 1
  /// By the number of the person. If there is one, rows show when people are seen, with their
  /// names, and no expressions.
  std::map<int, TimelinePerson> people{};
};

/// Draws a clip as SVG. Each person has a row with the expressions over time in their colours and,
/// where they were read, curves of valence and arousal. There are a time axis, a legend, and
/// thumbnails where there is room for them. Its size depends on the people and the width, not on
/// the length of the clip: what is narrower than a pixel is merged. For light and dark
/// surroundings; names are escaped.
/// @throws Error (ErrorCode::usage) if an option is out of range
[[nodiscard]] std::string plot_timeline(const ClipSummary& clip,
                                        std::span<const ClipThumbnail> thumbnails = {},
                                        const TimelineOptions& options = {});

}  // namespace mien
