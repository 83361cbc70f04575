#pragma once

#include <torch/types.h>

namespace mien::train {

/// Expected calibration error (Guo et al. 2017, eq. 3): the mean distance between confidence and
/// accuracy in bins of confidence, weighted by their samples.
/// @param logits samples x classes
/// @param truth samples, 64-bit
[[nodiscard]] double calibration_error(const torch::Tensor& logits, const torch::Tensor& truth,
                                       int bins = 15);

/// The temperature, 0.05 to 20, for which the cross-entropy of logits / temperature is least, to
/// 0.1 %.
[[nodiscard]] double best_temperature(const torch::Tensor& logits, const torch::Tensor& truth);

/// By how much the ranges of ages (`age_interval`) are to be widened around their middles, 0.01 to
/// 100. They then hold the true age of 80 % of the pictures.
/// @param logits picture x ages, at least one picture
/// @param truth index of the age, one a picture
/// @param age_top L of the expected age
[[nodiscard]] double best_interval_scale(const torch::Tensor& logits, const torch::Tensor& truth,
                                         int age_top);

}  // namespace mien::train
