// Any bytes as a tar archive; each member that the index names is read.

#include "dataset/sources/tar_index.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "dataset/input_file.h"
#include "mien/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int descriptor = ::memfd_create("input", 0);
  if (descriptor < 0 || ::write(descriptor, data, size) != static_cast<ssize_t>(size)) std::abort();
  try {
    const mien::dataset::InputFile file("/proc/self/fd/" + std::to_string(descriptor));
    const mien::dataset::TarListing listing = mien::dataset::index_tar(file);
    for (const auto& [path, member] : listing.files) {
      (void)file.read(member.offset, member.size);
    }
  } catch (const mien::Error&) {
    // What the index cannot read it refuses.
  }
  ::close(descriptor);
  return 0;
}
