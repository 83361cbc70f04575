// Any text as the metadata of a model file; what is accepted must survive being written and read.

#include "mien/nn/metadata.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto metadata =
        mien::parse_metadata({reinterpret_cast<const char*>(data), size}, "input");
    const std::string written = mien::format_metadata(metadata);
    if (mien::format_metadata(mien::parse_metadata(written, "written")) != written) std::abort();
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
