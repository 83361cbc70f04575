#include "networks/averaging_matrix.h"

#include <cstddef>

namespace mien::train {

std::vector<float> averaging_matrix(int in, int out, bool transposed) {
  std::vector<float> matrix(static_cast<std::size_t>(in) * static_cast<std::size_t>(out), 0.0F);
  for (int i = 0; i < out; ++i) {
    const int from = i * in / out;
    const int to = ((i + 1) * in + out - 1) / out;
    for (int j = from; j < to; ++j) {
      const int place = transposed ? j * out + i : i * in + j;
      matrix[static_cast<std::size_t>(place)] = 1.0F / static_cast<float>(to - from);
    }
  }
  return matrix;
}

}  // namespace mien::train
