#pragma once

#include <cstdint>
#include <span>

namespace mien::eval {

/// How far answers agree with the truth, both numbers of one kind such as valence.
struct Agreement {
  double ccc = 0;   ///< Lin's concordance correlation coefficient, -1 to 1
  double pcc = 0;   ///< Pearson's correlation coefficient, -1 to 1
  double rmse = 0;  ///< root of the mean squared error
  double sagr = 0;  ///< share of answers with the sign of the truth, 0 to 1; 0 is a sign of its own
};

/// Variances are means over the samples (not over one less), so that equal answers have a CCC of 1.
/// A coefficient that is not defined, since the answers do not vary, is 0.
/// @param truth,answers of the same length, at least one
/// @param times how often each is counted; empty: once
[[nodiscard]] Agreement agreement(std::span<const double> truth, std::span<const double> answers,
                                  std::span<const std::uint32_t> times = {});

}  // namespace mien::eval
