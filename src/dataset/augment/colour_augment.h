#pragma once

#include "core/random.h"
#include "dataset/range.h"
#include "mien/core/image.h"

namespace mien::dataset {

/// How colours are changed. The defaults do nothing.
struct ColourOptions {
  double brightness = 0;  ///< factor of all values from 1 - b to 1 + b, b from 0 to 1
  double contrast = 0;    ///< factor of the distance from the mean grey, 1 - c to 1 + c, c 0 to 1
  double saturation = 0;  ///< factor of the distance from grey, 1 - s to 1 + s, s 0 to 1
  double hue = 0;         ///< most degrees that colours turn around the grey axis, 0 to 180
  Range gamma = {1, 1};   ///< exponent of value / 255, 0.1 to 10, uniform in the logarithm
  double grey = 0;        ///< probability that all colour is taken away
};

/// The change of colours of one picture: hue and saturation, then brightness, contrast and gamma.
struct ColourPlan {
  double brightness = 1;  ///< factor
  double contrast = 1;    ///< factor
  double saturation = 1;  ///< factor, 0 is grey
  double hue = 0;         ///< radians; a third of a turn makes red green
  double gamma = 1;       ///< exponent
};

/// @throws Error (ErrorCode::usage) that names the option that is out of range.
void check(const ColourOptions& options);

[[nodiscard]] ColourPlan draw(const ColourOptions& options, Random random);

/// The picture with changed colours. Grey stays exactly grey.
/// @param picture owns its pixels
[[nodiscard]] Image recoloured(Image picture, const ColourPlan& plan);

}  // namespace mien::dataset
