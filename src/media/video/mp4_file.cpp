#include "media/video/mp4_file.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <span>

#include "media/byte_reader.h"

namespace mien::media {

bool is_whole_mp4(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return false;
  const auto size = static_cast<std::uint64_t>(file.tellg());
  bool indexed = false;
  std::uint64_t at = 0;
  while (at < size) {
    std::array<char, 16> bytes{};
    file.clear();
    file.seekg(static_cast<std::streamoff>(at));
    file.read(bytes.data(), bytes.size());
    const auto count = static_cast<std::size_t>(file.gcount());
    const ByteReader header(std::as_bytes(std::span(bytes.data(), count)), ByteReader::Order::big);
    std::uint64_t box = header.u32(0).value_or(0);
    if (box == 1) {
      box = std::uint64_t{header.u32(8).value_or(0)} << 32U | header.u32(12).value_or(0);
    }
    if (box < 8 || box > size - at) return false;
    indexed = indexed || header.has(4, "moov");
    at += box;
  }
  return indexed;
}

}  // namespace mien::media
