#include "train/run/memory.h"

#include <limits>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace mien::train {

void keep_freed_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
}

}  // namespace mien::train
