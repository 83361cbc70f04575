#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "mien/core/image.h"

namespace mien::detect {

/// What RFB says of one of its four maps: logits of "no face" and "face" for each box of a place,
/// and four offsets for each.
struct RfbMap {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<float> scores;   ///< [2 * boxes, rows, columns]
  std::vector<float> offsets;  ///< [4 * boxes, rows, columns]
};

/// The four maps, which look at every 8th, 16th, 32nd and 64th pixel.
using RfbMaps = std::array<RfbMap, 4>;

/// RFB's forward pass, whatever computes it. May be called from several threads at once.
class RfbPass {
 public:
  virtual ~RfbPass() = default;

  /// @param picture not empty, of any size
  /// @throws Error (ErrorCode::model) if the network gives other maps than it should
  [[nodiscard]] virtual RfbMaps run(const Image& picture) const = 0;
};

}  // namespace mien::detect
