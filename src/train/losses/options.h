#pragma once

namespace mien::train {

/// What the sum of class weight times cross-entropy over a batch is divided by.
enum class ClassWeightMean {
  samples,  ///< the number of labelled pictures: eq. 2 of the paper as it is printed
  weights,  ///< the sum of their weights, as PyTorch's weighted cross-entropy does
};

struct ArcFaceOptions {
  double margin = 0.5;  ///< radians added to the angle of the target
  double scale = 64;    ///< of the cosines
};

struct AffectLossOptions {
  double ccc_weight = 1;  ///< of 1 - CCC, the mean of valence and arousal
  double mse_weight = 1;  ///< of the mean squared error, the mean of both
  /// Labelled pictures of a batch from which on CCC counts; of a few it says nothing.
  int ccc_least = 8;
  /// As Emotion-GCN's code has it: the covariance over n, the variances over n - 1, so that perfect
  /// answers have a CCC of (n - 1) / n. Else all are over n.
  bool published_ccc = false;
};

}  // namespace mien::train
