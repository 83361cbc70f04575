// Apart from the pixels, since programs without ONNX Runtime write inputs, too.
#include <algorithm>
#include <array>

#include "face/preprocess.h"

namespace mien {

std::vector<std::int64_t> input_shape(const Network& network, std::size_t pictures) {
  const InputSpec& input = network.metadata().input;
  std::vector<std::int64_t> shape = network.input().shape;
  shape.front() = std::max(shape.front(), static_cast<std::int64_t>(pictures));
  const std::array<std::int64_t, 3> sides =
      input.layout == TensorLayout::nchw
          ? std::array<std::int64_t, 3>{shape[1], input.height, input.width}
          : std::array<std::int64_t, 3>{input.height, input.width, shape[3]};
  std::ranges::copy(sides, shape.begin() + 1);
  return shape;
}

}  // namespace mien
