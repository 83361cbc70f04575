#define MIEN_KERNEL_WIDTH 4
#define MIEN_KERNEL_NAME "portable"
#include "detect/cnn_kernels.inc"

namespace mien::detect {

extern const CnnKernels kernels_portable;
const CnnKernels kernels_portable = kernels;

}  // namespace mien::detect
