#include "train/run/bfloat16_support.h"

namespace mien::train {

bool has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

}  // namespace mien::train
