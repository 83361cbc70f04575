// Any bytes as what follows the digest of a checkpoint, which is made right here: else nothing but
// the digest would ever be tried.

#include "train/run/checkpoint/checkpoint.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "file_in_memory.h"
#include "mien/core/error.h"
#include "models/digest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> content(data, size);
  const std::string head =
      "mien checkpoint 3\n" + mien::models::sha256_hex(std::as_bytes(content)) + "\n";
  std::vector<std::uint8_t> bytes(head.begin(), head.end());
  std::ranges::copy(content, std::back_inserter(bytes));
  const FileInMemory file(bytes);
  try {
    (void)mien::train::load_checkpoint(file.path());
  } catch (const mien::Error&) {
    return 0;
  }
  return 0;
}
