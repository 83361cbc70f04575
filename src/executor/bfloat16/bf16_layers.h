#pragma once

#include <vector>

#include "executor/bfloat16/bf16_kernels.h"
#include "executor/bfloat16/bf16_steps.h"
#include "executor/map_view.h"

namespace mien::executor {

using Bf16Map = Map<Bf16>;

/// Where a layer writes its answer, without gaps between rows.
struct Bf16Target {
  int rows = 0;
  int columns = 0;
  Bf16* half = nullptr;
  float* numbers = nullptr;  ///< takes the place of `half` in a layer that gives an output
};

/// Buffers of the layers, kept from run to run.
struct Bf16Buffers {
  std::vector<Bf16> padded;   ///< a map with zeros around it
  std::vector<Bf16> between;  ///< rows between a depthwise and a 1x1 convolution
  std::vector<Bf16> zeros;    ///< a row beyond the map
};

/// Each computes a layer.
void convolve(const Bf16Kernels& kernels, const Bf16Step& step, const Bf16Map& in,
              const Bf16Target& out, Bf16Buffers& buffers);
void convolve_depthwise(const Bf16Kernels& kernels, const Bf16Step& step, const Bf16Map& in,
                        const Bf16Target& out, Bf16Buffers& buffers);

/// A depthwise and a 1x1 convolution together.
void convolve_separably(const Bf16Kernels& kernels, const Bf16Step& depthwise,
                        const Bf16Step& pointwise, const Bf16Map& in, const Bf16Target& out,
                        Bf16Buffers& buffers);

void add(const Bf16Step& step, const Bf16Map& a, const Bf16Map& b, const Bf16Target& out);

}  // namespace mien::executor
