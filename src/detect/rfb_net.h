#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "detect/boxes.h"
#include "mien/core/image.h"
#include "mien/nn/network.h"

namespace mien::detect {

/// RFB's network over a picture of any size. Its four maps look at every 8th, 16th, 32nd and 64th
/// pixel; each of their places has a few boxes of fixed sizes around it, and says for each how sure
/// it is of a face and how that differs from the box.
class RfbNet {
 public:
  /// @throws Error (ErrorCode::model) if it is another network
  RfbNet(std::span<const std::byte> onnx, int threads);

  /// The size of a picture that is shrunk, or grown, to a long side.
  [[nodiscard]] static Size shrunk(Size picture, int long_side);

  /// Boxes of at least the score in pixels of `original`, in no order; overlapping ones are all
  /// there. Boxes that are no numbers, or of no size, are left out.
  /// @param small the picture to look at
  /// @param original size of the picture that it was made of
  [[nodiscard]] std::vector<Candidate> propose(const Image& small, Size original,
                                               float least_score) const;

 private:
  struct Map {
    std::size_t scores = 0;  ///< numbers of the outputs
    std::size_t offsets = 0;
  };

  Network network_;
  std::array<Map, 4> maps_{};
};

}  // namespace mien::detect
