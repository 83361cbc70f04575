#define MIEN_KERNEL_WIDTH 8
#define MIEN_KERNEL_NAME "AVX2"
#include "detect/cnn_kernels.inc"

namespace mien::detect {

extern const CnnKernels kernels_avx2;
const CnnKernels kernels_avx2 = kernels;

}  // namespace mien::detect
