#pragma once

namespace mien::train {

struct ArcFaceOptions {
  double margin = 0.5;  ///< radians added to the angle of the target
  double scale = 64;    ///< of the cosines
};

}  // namespace mien::train
