#include "detect/cnn_kernels.h"

#include <array>

namespace mien::detect {

extern const CnnKernels kernels_portable;
#if defined(MIEN_KERNELS_X86)
extern const CnnKernels kernels_avx2;
extern const CnnKernels kernels_avx512;
#endif

std::span<const CnnKernels* const> supported_kernels() {
#if defined(MIEN_KERNELS_X86)
  static constexpr std::array<const CnnKernels*, 3> all = {&kernels_avx512, &kernels_avx2,
                                                           &kernels_portable};
  static const bool avx2 =
      __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0;
  static const bool avx512 =
      avx2 && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  const std::size_t skip = avx512 ? 0 : avx2 ? 1 : 2;
  return std::span(all).subspan(skip);
#else
  static constexpr std::array<const CnnKernels*, 1> all = {&kernels_portable};
  return all;
#endif
}

}  // namespace mien::detect
