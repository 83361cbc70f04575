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

}  // namespace mien::train
