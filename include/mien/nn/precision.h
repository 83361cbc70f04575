#pragma once

namespace mien {

/// How networks compute.
enum class Precision {
  automatic,  ///< in 8 bits where that saves time and the model folder has such a network
  float32,    ///< 32-bit floats
  int8,       ///< in 8 bits, where the catalogue has such a network; the others in floats
};

}  // namespace mien
