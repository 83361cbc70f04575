#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "mien/nn/metadata.h"
#include "train/run/trainer.h"

namespace mien::train {

/// How well probabilities fit, before and after temperature scaling (Guo et al. 2017).
struct Calibration {
  std::string attribute;
  double temperature = 1;   ///< by which the logits are divided
  double error_before = 0;  ///< expected calibration error, 15 bins, 0 to 1
  double error_after = 0;
};

/// A trained network as mien ships it.
struct TrainedModel {
  ModelMetadata metadata;
  std::vector<std::byte> onnx;
  /// The heads alone, to be joined with the network whose features they take; empty unless the
  /// recipe trains nothing else.
  std::vector<std::byte> heads;
  std::vector<Calibration> calibrations;  ///< of the heads with classes
};

/// Exports what a run came to: the temperature of each head with classes, fitted to the validation
/// pictures, becomes part of its last layer.
/// @param logits on the validation pictures, a tensor a head
/// @param validation the pictures, for their truth
/// @throws Error as `export_onnx` does
[[nodiscard]] TrainedModel export_trained(const Recipe& recipe, const TrainingResult& result,
                                          const dataset::PictureSet& validation);

}  // namespace mien::train
