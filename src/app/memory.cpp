#include "app/memory.h"

#include <algorithm>
#include <limits>

#if defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#endif

namespace mien::app {

#if defined(__GLIBC__)

namespace {

constexpr int megabyte = 1024 * 1024;

/// Makes the heap grow by a piece now and asks for it in huge pages, so that the system clears
/// 2 MiB at once instead of 4 KiB. Where it has no such pages nothing changes.
void take_huge_pages(int bytes) {
  constexpr std::uintptr_t huge_page = std::uintptr_t{2} * megabyte;
  auto* const old_end = static_cast<std::byte*>(::sbrk(0));
  mallopt(M_TOP_PAD, bytes);
  // The heap grows for a block that it has no room for. Compilers leave out blocks that nobody
  // sees.
  void* volatile const block = std::malloc(megabyte);
  std::free(block);
  const auto* const end = static_cast<std::byte*>(::sbrk(0));
  const std::uintptr_t past = reinterpret_cast<std::uintptr_t>(old_end) % huge_page;
  const std::uintptr_t ahead = past == 0 ? 0 : huge_page - past;
  const auto grown = static_cast<std::uintptr_t>(end - old_end);
  if (end > old_end && grown > ahead) ::madvise(old_end + ahead, grown - ahead, MADV_HUGEPAGE);
}

}  // namespace

void take_memory_in_large_pieces() {
  // All threads share the heap that has huge pages; few allocate at the same time.
  mallopt(M_ARENA_MAX, 1);
  // Buffers of the largest pictures still come and go on their own.
  mallopt(M_MMAP_THRESHOLD, 32 * megabyte);
  mallopt(M_TRIM_THRESHOLD, 128 * megabyte);
  take_huge_pages(96 * megabyte);
  mallopt(M_TOP_PAD, 64 * megabyte);
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
