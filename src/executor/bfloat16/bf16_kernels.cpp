#include "executor/bfloat16/bf16_kernels.h"

#include <array>

#if defined(MIEN_BF16_KERNELS_X86)
#include <cpuid.h>
#endif

namespace mien::executor {

extern const Bf16Kernels bf16_kernels_portable;
#if defined(MIEN_BF16_KERNELS_X86)
extern const Bf16Kernels bf16_kernels_avx512;

namespace {

bool has_avx512_bf16() {
  const bool avx512 =
      __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
      __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  constexpr unsigned extended_features = 7;
  constexpr unsigned subleaf = 1;
  constexpr unsigned bfloat16 = 1U << 5U;  // in EAX
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (!avx512 || __get_cpuid_count(extended_features, 0, &eax, &ebx, &ecx, &edx) == 0) return false;
  return eax >= subleaf &&
         __get_cpuid_count(extended_features, subleaf, &eax, &ebx, &ecx, &edx) != 0 &&
         (eax & bfloat16) != 0;
}

}  // namespace
#endif

std::span<const Bf16Kernels* const> supported_bf16_kernels() {
#if defined(MIEN_BF16_KERNELS_X86)
  static constexpr std::array<const Bf16Kernels*, 2> all = {&bf16_kernels_avx512,
                                                            &bf16_kernels_portable};
  static const bool supported = has_avx512_bf16();
  return std::span(all).subspan(supported ? 0 : 1);
#else
  static constexpr std::array<const Bf16Kernels*, 1> all = {&bf16_kernels_portable};
  return all;
#endif
}

}  // namespace mien::executor
