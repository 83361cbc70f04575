// Any bytes as a NumPy file of descriptors.

#include <cstddef>
#include <cstdint>
#include <span>

#include "file_in_memory.h"
#include "mien/core/error.h"
#include "mien/learn/npy_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const FileInMemory file(std::span(data, size));
  try {
    (void)mien::read_npy(file.path());
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
