#pragma once

#include <cstddef>

#include "detect/aligned.h"
#include "detect/cnn_kernels.h"
#include "executor/map_view.h"
#include "executor/steps.h"

namespace mien::executor {

using MapView = Map<float>;

/// Buffers of the layers, kept from run to run.
struct LayerBuffers {
  detect::Floats padded;   ///< a map with zeros around it, or the pixels of a row of kernels
  detect::Floats between;  ///< rows between a depthwise and a 1x1 convolution
  detect::Floats zeros;    ///< a row beyond the map
};

/// Each computes a layer. `out` is the answer: its rows and columns as `answer_side` says, `depth`
/// as the step's.
void convolve(const detect::CnnKernels& kernels, const Step& step, const MapView& in,
              const MapView& out, float* to, LayerBuffers& buffers);
void convolve_depthwise(const detect::CnnKernels& kernels, const Step& step, const MapView& in,
                        const MapView& out, float* to, LayerBuffers& buffers);

/// A depthwise and a 1x1 convolution together.
/// @param out answer of the second, which has as many rows and columns as that of the first
void convolve_separably(const detect::CnnKernels& kernels, const Step& depthwise,
                        const Step& pointwise, const MapView& in, const MapView& out, float* to,
                        LayerBuffers& buffers);

void mean_of(const Step& step, const MapView& in, float* to);
void add(const Step& step, const MapView& a, const MapView& b, float* to);

}  // namespace mien::executor
