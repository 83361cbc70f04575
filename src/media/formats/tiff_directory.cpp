#include "media/formats/tiff_directory.h"

namespace mien::media {

std::optional<TiffDirectory> TiffDirectory::first(Bytes tiff) {
  const bool big = ByteReader(tiff, ByteReader::Order::big).has(0, std::string_view("MM\0*", 4));
  const ByteReader reader(tiff, big ? ByteReader::Order::big : ByteReader::Order::little);
  if (!big && !reader.has(0, std::string_view("II*\0", 4))) return std::nullopt;
  const auto offset = reader.u32(4);
  const auto entries = offset ? reader.u16(*offset) : std::nullopt;
  if (!entries) return std::nullopt;
  const std::size_t start = std::size_t{*offset} + 2;
  const std::size_t bytes = *entries * entry_bytes;
  if (reader.part(start, bytes).size() < bytes) return std::nullopt;
  return TiffDirectory(reader, start, *entries);
}

bool TiffDirectory::has(std::uint32_t tag) const {
  for (std::uint32_t i = 0; i < entries_; ++i) {
    if (reader_.u16(offset_ + i * entry_bytes) == tag) return true;
  }
  return false;
}

std::optional<std::uint32_t> TiffDirectory::value(std::uint32_t tag) const {
  for (std::uint32_t i = 0; i < entries_; ++i) {
    const std::size_t entry = offset_ + i * entry_bytes;
    if (reader_.u16(entry) != tag) continue;
    const std::uint32_t type = reader_.u16(entry + 2).value_or(0);
    const std::uint64_t count = reader_.u32(entry + 4).value_or(0);
    const std::uint64_t bytes = type == 1 ? 1 : type == 3 ? 2 : type == 4 ? 4 : 0;
    if (bytes == 0 || count == 0) return std::nullopt;
    // Values of more than four bytes together are stored elsewhere.
    const std::size_t place =
        bytes * count <= 4 ? entry + 8 : std::size_t{reader_.u32(entry + 8).value_or(0)};
    return bytes == 1 ? reader_.u8(place) : bytes == 2 ? reader_.u16(place) : reader_.u32(place);
  }
  return std::nullopt;
}

int exif_orientation(Bytes tiff) {
  const auto directory = TiffDirectory::first(tiff);
  const std::uint32_t actual =
      directory ? directory->value(TiffDirectory::orientation).value_or(1) : 1;
  return actual >= 1 && actual <= 8 ? static_cast<int>(actual) : 1;
}

}  // namespace mien::media
