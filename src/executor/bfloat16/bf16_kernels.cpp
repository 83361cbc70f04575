#include "executor/bfloat16/bf16_kernels.h"

#include <array>

namespace mien::executor {

extern const Bf16Kernels bf16_kernels_portable;
#if defined(MIEN_BF16_KERNELS_X86)
extern const Bf16Kernels bf16_kernels_avx512;

#endif

std::span<const Bf16Kernels* const> supported_bf16_kernels() {
#if defined(MIEN_BF16_KERNELS_X86)
  static constexpr std::array<const Bf16Kernels*, 2> all = {&bf16_kernels_avx512,
                                                            &bf16_kernels_portable};
  static const bool supported =
      __builtin_cpu_supports("avx512bf16") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  return std::span(all).subspan(supported ? 0 : 1);
#else
  static constexpr std::array<const Bf16Kernels*, 1> all = {&bf16_kernels_portable};
  return all;
#endif
}

}  // namespace mien::executor
