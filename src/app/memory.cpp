#include "app/memory.h"

#include <algorithm>
#include <limits>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace mien::app {

#if defined(__GLIBC__)

namespace {

constexpr int megabyte = 1024 * 1024;

}  // namespace

void take_memory_in_large_pieces() {
  mallopt(M_TOP_PAD, 64 * megabyte);
  // Buffers of the largest pictures still come and go on their own.
  mallopt(M_MMAP_THRESHOLD, 32 * megabyte);
  mallopt(M_TRIM_THRESHOLD, 128 * megabyte);
}

void keep_freed_memory() {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
}

void return_freed_memory(int threads) {
  mallopt(M_ARENA_MAX, std::max(threads, 1));
  mallopt(M_TOP_PAD, 4 * megabyte);
  mallopt(M_MMAP_THRESHOLD, 16 * megabyte);
  mallopt(M_TRIM_THRESHOLD, 64 * megabyte);
}

#else

void take_memory_in_large_pieces() {}
void keep_freed_memory() {}
void return_freed_memory(int) {}

#endif

}  // namespace mien::app
