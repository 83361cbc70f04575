// Any bytes as the tarball of an npm package.

#include "models/tarball.h"

#include <cstddef>
#include <cstdint>
#include <span>

#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)mien::models::extract(std::as_bytes(std::span(data, size)), {"model.json", "w.bin"},
                                "input");
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
