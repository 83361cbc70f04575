#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "detect/rfb_pass.h"
#include "mien/nn/network.h"

namespace mien::detect {

/// RFB in ONNX Runtime, over a picture of any size. Its four maps look at every 8th, 16th, 32nd and
/// 64th pixel. Each of their places has a few boxes of fixed sizes around it. It says for each how
/// sure it is of a face, and how that differs from the box.
class RfbNet final : public RfbPass {
 public:
  /// @throws Error (ErrorCode::model) if it is another network
  RfbNet(std::span<const std::byte> onnx, int threads);

  [[nodiscard]] RfbMaps run(const Image& picture) const override;

 private:
  struct Outputs {
    std::size_t scores = 0;  ///< numbers of the outputs
    std::size_t offsets = 0;
  };

  Network network_;
  std::array<Outputs, 4> outputs_{};
};

}  // namespace mien::detect
