// Any text as a model catalogue.

#include "mien/models/catalogue.h"

#include <cstdint>
#include <string_view>

#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    (void)mien::Catalogue::parse({reinterpret_cast<const char*>(data), size}, "input");
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
