#include "app/memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

// The sanitizers bring an allocator of their own.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace mien::app {
namespace {

constexpr std::size_t large = 16UL << 20;  // bytes, below the size of buffers that come alone
constexpr std::size_t page = 4096;

/// Whether the system gives huge pages to who asks for them.
bool has_huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string modes;
  return std::getline(file, modes) && modes.find("[never]") == std::string::npos;
}

/// Whether the system was asked for huge pages where `address` lies, as the flags of the mapping
/// tell. Whether it has some left is another matter.
bool asks_for_huge_pages(const void* address) {
  const auto place = reinterpret_cast<std::uintptr_t>(address);
  std::ifstream mappings("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(mappings, line);) {
    std::uintptr_t first = 0;
    std::uintptr_t last = 0;
    if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " ", &first, &last) == 2) {
      inside = first <= place && place < last;
    } else if (inside && line.starts_with("VmFlags:")) {
      return line.find(" hg") != std::string::npos;
    }
  }
  return false;
}

/// Fills buffers that are freed, and tells how many pages the second round took from the system.
long pages_taken_anew() {
  const auto faults = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
  };
  const auto round = [] {
    std::vector<std::vector<char>> buffers;
    for (int i = 0; i < 3; ++i) buffers.emplace_back(large, '\1');
  };
  round();
  const long before = faults();
  round();
  return faults() - before;
}

/// Ends this process; a policy holds for all of it.
[[noreturn]] void end(bool good) { std::_Exit(good ? 0 : 1); }

class MemoryDeathTest : public testing::Test {
 protected:
  // Libraries may have threads, with which a fork alone is not safe.
  MemoryDeathTest() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(MemoryDeathTest, OfCommandsIsUsedAgain) {
  EXPECT_EXIT(
      {
        take_memory_in_large_pieces();
        end(pages_taken_anew() < static_cast<long>(large / page / 10));
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(MemoryDeathTest, OfCommandsAsksForHugePages) {
  if (!has_huge_pages()) GTEST_SKIP() << "the system has no huge pages";
  EXPECT_EXIT(
      {
        take_memory_in_large_pieces();
        auto* const buffer = static_cast<char*>(std::malloc(large));
        const bool huge = asks_for_huge_pages(buffer + large / 2);
        std::free(buffer);
        end(huge);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(MemoryDeathTest, OfTrainingIsUsedAgain) {
  EXPECT_EXIT(
      {
        keep_freed_memory();
        end(pages_taken_anew() < static_cast<long>(large / page / 10));
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(MemoryDeathTest, OfServersGoesBack) {
  EXPECT_EXIT(
      {
        take_memory_in_large_pieces();
        return_freed_memory(2);
        // Huge pages, where the system has them, make it 2 MiB at a time.
        end(pages_taken_anew() >= static_cast<long>(3 * large / (2UL << 20)));
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace mien::app

#endif
