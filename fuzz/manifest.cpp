// Any text as a manifest.

#include "dataset/manifest.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const mien::dataset::Records records = mien::dataset::read_manifest(text, "input");
    (void)mien::dataset::read_boxes(records, "input");
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
