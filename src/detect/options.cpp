#include "detect/options.h"

#include <fmt/format.h>

#include <string_view>

#include "mien/core/error.h"

namespace mien::detect {

namespace {

template <typename Value>
void expect(bool good, std::string_view option, std::string_view expected, Value actual) {
  if (good) return;
  throw Error(ErrorCode::usage, fmt::format("{}: expected {}, found {}", option, expected, actual));
}

}  // namespace

void check_options(const DetectorOptions& options) {
  expect(options.min_face >= 12, "min_face", "at least 12 pixels", options.min_face);
  expect(options.max_faces >= 0, "max_faces", "0 (all) or more", options.max_faces);
  expect(options.max_long_side == 0 || options.max_long_side >= 12, "max_long_side",
         "0 (the detector's own) or at least 12 pixels", options.max_long_side);
  expect(options.pyramid_factor >= 0.1F && options.pyramid_factor <= 0.95F, "pyramid_factor",
         "0.1 to 0.95", options.pyramid_factor);
  for (const float threshold : options.thresholds) {
    expect(threshold >= 0 && threshold <= 1, "thresholds", "each 0 to 1", threshold);
  }
  const float score = options.min_score.value_or(0);
  expect(score >= 0 && score <= 1, "min_score", "0 to 1", score);
  expect(options.border >= 0 && options.border <= 0.5F, "border", "0 to 0.5", options.border);
  expect(options.threads >= 1 && options.threads <= 1024, "threads", "1 to 1024", options.threads);
}

}  // namespace mien::detect
