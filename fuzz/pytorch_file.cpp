// Any bytes as a file of torch.save: an archive, or the older format, in which no checksum keeps
// changes from the machine that reads the pickle.

#include "weights/pickle/pytorch_file.h"

#include <cstddef>
#include <cstdint>
#include <span>

#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)mien::train::read_pytorch_file(std::as_bytes(std::span(data, size)), "input");
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
