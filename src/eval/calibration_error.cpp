#include "eval/calibration_error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien::eval {

std::vector<CalibrationBin> calibration(std::span<const float> confidences,
                                        std::span<const std::uint8_t> right,
                                        std::span<const std::uint32_t> times, std::size_t bins) {
  std::vector<CalibrationBin> result(bins);
  for (std::size_t i = 0; i < confidences.size(); ++i) {
    const float scaled = std::max(0.0F, confidences[i] * static_cast<float>(bins));
    CalibrationBin& bin = result[std::min(static_cast<std::size_t>(scaled), bins - 1)];
    bin.samples += times[i];
    bin.confidence += times[i] * static_cast<double>(confidences[i]);
    bin.accuracy += times[i] * static_cast<double>(right[i]);
  }
  for (CalibrationBin& bin : result) {
    if (bin.samples == 0) continue;
    bin.confidence /= bin.samples;
    bin.accuracy /= bin.samples;
  }
  return result;
}

double calibration_error(std::span<const CalibrationBin> bins) {
  double error = 0;
  double samples = 0;
  for (const CalibrationBin& bin : bins) {
    error += bin.samples * std::abs(bin.confidence - bin.accuracy);
    samples += bin.samples;
  }
  return samples == 0 ? std::numeric_limits<double>::quiet_NaN() : error / samples;
}

}  // namespace mien::eval
