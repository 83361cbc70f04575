#pragma once

#include <string>

#include "mien/core/face.h"

namespace mien {

/// "valence 0.52, arousal -0.13".
[[nodiscard]] std::string affect_text(const Affect& affect);

/// A point on the circumplex of affect (Russell 1980) as SVG to stand inside of a report. Valence
/// is to the right, arousal upwards, and the circle at a distance of 1 from the middle.
[[nodiscard]] std::string affect_plot(const Affect& affect);

}  // namespace mien
