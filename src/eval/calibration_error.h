#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mien::eval {

inline constexpr std::size_t calibration_bins = 15;

/// The answers whose confidence lies in one part of 0 to 1.
struct CalibrationBin {
  double samples = 0;
  double confidence = 0;  ///< mean; 0 without samples
  double accuracy = 0;    ///< 0 without samples
};

/// Answers by confidence, in `bins` parts of equal width; the last holds 1, too.
/// @param confidences 0 to 1, of each answer
/// @param right whether each answer is right (1) or not (0)
/// @param times how often each is counted
[[nodiscard]] std::vector<CalibrationBin> calibration(std::span<const float> confidences,
                                                      std::span<const std::uint8_t> right,
                                                      std::span<const std::uint32_t> times,
                                                      std::size_t bins = calibration_bins);

/// Expected calibration error (Guo et al. 2017, eq. 3), 0 to 1. It is the mean distance between
/// confidence and accuracy of the bins, weighted by their samples. It is not a number without
/// samples.
[[nodiscard]] double calibration_error(std::span<const CalibrationBin> bins);

}  // namespace mien::eval
