#include "nn/int8_instructions.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

namespace mien {

#if defined(__x86_64__) || defined(__i386__)

bool has_int8_instructions() {
  // AVX2 says that the operating system keeps the wide registers, too.
  if (!__builtin_cpu_supports("avx2")) return false;
  constexpr unsigned features = 7;             // leaf of extended features
  constexpr unsigned avx512_vnni = 1U << 11U;  // in ECX of its subleaf 0
  constexpr unsigned avx_vnni = 1U << 4U;      // in EAX of its subleaf 1
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  if (__get_cpuid_count(features, 0, &eax, &ebx, &ecx, &edx) == 0) return false;
  if ((ecx & avx512_vnni) != 0 && __builtin_cpu_supports("avx512f")) return true;
  const unsigned subleaves = eax;
  return subleaves >= 1 && __get_cpuid_count(features, 1, &eax, &ebx, &ecx, &edx) != 0 &&
         (eax & avx_vnni) != 0;
}

#elif defined(__aarch64__) && defined(__linux__)

bool has_int8_instructions() {
  constexpr unsigned long dot_product = 1UL << 20U;  // HWCAP_ASIMDDP
  return (::getauxval(AT_HWCAP) & dot_product) != 0;
}

#elif defined(__aarch64__) && defined(__APPLE__)

bool has_int8_instructions() { return true; }

#else

bool has_int8_instructions() { return false; }

#endif

}  // namespace mien
