#define MIEN_KERNEL_WIDTH 16
#define MIEN_KERNEL_NAME "AVX-512"
#include "detect/cnn_kernels.inc"

namespace mien::detect {

extern const CnnKernels kernels_avx512;
const CnnKernels kernels_avx512 = kernels;

}  // namespace mien::detect
