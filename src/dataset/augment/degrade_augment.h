#pragma once

#include <cstdint>

#include "core/random.h"
#include "dataset/range.h"
#include "mien/core/image.h"

namespace mien::dataset {

/// How pictures are made worse, as cameras, distance and compression do. The defaults do nothing.
struct DegradeOptions {
  double probability = 1;         ///< share of pictures to which any of the following happens
  double blur = 0;                ///< probability of a Gaussian blur
  Range blur_sigma = {0.3, 1.5};  ///< pixels of the network's input, 0.1 to 16
  double shrink = 0;              ///< probability of a loss of resolution
  Range side = {32, 64};          ///< the longer side it is shrunk to, whole pixels, 4 to 4096
  double noise = 0;               ///< probability of noise
  Range noise_sigma = {2, 8};     ///< deviation in steps of 0 to 255, 0 to 128
  double jpeg = 0;                ///< probability of a JPEG compression
  Range quality = {30, 90};       ///< JPEG quality, whole numbers, 1 to 100
};

/// What happens to one picture, in this order: blur, shrinking, noise, JPEG, enlarging to what it
/// was. Noise and JPEG thus have the resolution of the shrunken picture.
struct DegradePlan {
  double blur_sigma = 0;   ///< 0: none
  int side = 0;            ///< 0, or not below the picture's longer side: none
  double noise_sigma = 0;  ///< 0: none
  int quality = 0;         ///< 0: no JPEG
  Random noise = Random(0);
};

/// @throws Error (ErrorCode::usage) that names the option that is out of range.
void check(const DegradeOptions& options);

[[nodiscard]] DegradePlan draw(const DegradeOptions& options, Random random);

/// The worse picture, of the same size. Noise is the same in the three channels of a pixel.
/// @param picture owns its pixels
[[nodiscard]] Image degraded(Image picture, const DegradePlan& plan);

}  // namespace mien::dataset
