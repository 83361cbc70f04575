#include "nn/processor_instructions.h"

#include <fmt/format.h>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__)
#include <sys/auxv.h>
#endif

namespace mien {

#if defined(__x86_64__)

namespace {

/// What the system saves of the registers at a change of processes: without it the wide ones cannot
/// be used, whatever the processor has.
unsigned saved_registers(unsigned features) {
  constexpr unsigned has_xgetbv = 1U << 27U;
  if ((features & has_xgetbv) == 0) return 0;
  unsigned low = 0;
  unsigned high = 0;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

}  // namespace

std::string processor_instructions() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d) == 0) return "";
  // The second register holds the number of the core.
  std::string text = fmt::format("x86 {:08x} {:08x} {:08x} {:08x}", a, c, d, saved_registers(c));
  for (const unsigned part : {0U, 1U}) {
    if (__get_cpuid_count(7, part, &a, &b, &c, &d) == 0) break;
    text += fmt::format(" {:08x} {:08x} {:08x} {:08x}", a, b, c, d);
  }
  return text;
}

#elif defined(__aarch64__)

std::string processor_instructions() {
  return fmt::format("arm64 {:x} {:x}", ::getauxval(AT_HWCAP), ::getauxval(AT_HWCAP2));
}

#else

std::string processor_instructions() { return ""; }

#endif

}  // namespace mien
