#include "weights/pickle/stored_zip.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "mien/core/error.h"

namespace mien::train {

namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t end_size = 22;
constexpr std::size_t central_size = 46;
constexpr std::size_t local_size = 30;

std::uint32_t number(Bytes bytes, std::size_t offset, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = value << 8U | std::to_integer<std::uint32_t>(bytes[offset + i]);
  }
  return value;
}

bool has_signature(Bytes bytes, std::size_t offset, std::uint32_t signature) {
  return number(bytes, offset, 4) == signature;
}

[[noreturn]] void refuse_zip(std::string_view name, std::string_view actual) {
  throw Error(ErrorCode::model,
              fmt::format("{}: expected a .zip of stored files, found {}", name, actual));
}

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1U) != 0 ? value >> 1U ^ 0xEDB88320U : value >> 1U;
    table[i] = value;
  }
  return table;
}

std::uint32_t crc32(Bytes bytes) {
  static constexpr std::array<std::uint32_t, 256> table = crc_table();
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const std::byte byte : bytes) {
    crc = table[(crc ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU] ^ crc >> 8U;
  }
  return ~crc;
}

/// Offset of the record at the end of the file; a comment of up to 65535 bytes may follow it.
std::size_t find_end(Bytes zip, std::string_view name) {
  if (zip.size() >= end_size) {
    const std::size_t last = zip.size() - end_size;
    const std::size_t first = last - std::min<std::size_t>(last, 65535);
    for (std::size_t offset = last + 1; offset-- > first;) {
      if (has_signature(zip, offset, 0x06054B50)) return offset;
    }
  }
  refuse_zip(name, "no list of files at its end; it may be cut off");
}

/// The bytes of the file that this entry of the list describes.
Bytes stored_file(Bytes zip, Bytes entry, std::string_view file, std::string_view name) {
  const std::uint32_t flags = number(entry, 8, 2);
  const std::uint32_t method = number(entry, 10, 2);
  const std::size_t packed = number(entry, 20, 4);
  const std::size_t size = number(entry, 24, 4);
  const std::size_t header = number(entry, 42, 4);
  if ((flags & 1U) != 0) refuse_zip(name, fmt::format("\"{}\" encrypted", file));
  if (method != 0 || packed != size) refuse_zip(name, fmt::format("\"{}\" compressed", file));
  if (header > zip.size() || zip.size() - header < local_size ||
      !has_signature(zip, header, 0x04034B50)) {
    refuse_zip(name, fmt::format("\"{}\" beyond its end", file));
  }
  const std::size_t start =
      header + local_size + number(zip, header + 26, 2) + number(zip, header + 28, 2);
  if (start > zip.size() || zip.size() - start < size) {
    refuse_zip(name, fmt::format("\"{}\" beyond its end", file));
  }
  const Bytes bytes = zip.subspan(start, size);
  if (crc32(bytes) != number(entry, 16, 4)) {
    refuse_zip(name, fmt::format("\"{}\" with another checksum; it is damaged", file));
  }
  return bytes;
}

struct Entry {
  std::string file;
  Bytes record;  ///< what the list of files says of it
};

std::vector<Entry> list_files(Bytes zip, std::string_view name) {
  const std::size_t end = find_end(zip, name);
  const std::size_t count = number(zip, end + 10, 2);
  const std::size_t size = number(zip, end + 12, 4);
  const std::size_t start = number(zip, end + 16, 4);
  if (count == 0xFFFF) refuse_zip(name, "65535 files or more");
  if (start > end || size > end - start) refuse_zip(name, "a list of files beyond its end");
  Bytes rest = zip.subspan(start, size);
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < count; ++i) {
    if (rest.size() < central_size || !has_signature(rest, 0, 0x02014B50)) {
      refuse_zip(name, "a damaged list of files");
    }
    const std::size_t name_size = number(rest, 28, 2);
    const std::size_t entry_size =
        central_size + name_size + number(rest, 30, 2) + number(rest, 32, 2);
    if (rest.size() < entry_size) refuse_zip(name, "a damaged list of files");
    const auto* text = reinterpret_cast<const char*>(rest.data() + central_size);
    entries.push_back({std::string(text, name_size), rest.first(entry_size)});
    rest = rest.subspan(entry_size);
  }
  return entries;
}

}  // namespace

std::vector<std::string> zip_names(Bytes zip, std::string_view name) {
  std::vector<std::string> names;
  for (Entry& entry : list_files(zip, name)) names.push_back(std::move(entry.file));
  return names;
}

StoredFiles read_stored_zip(Bytes zip, std::string_view name) {
  StoredFiles files;
  // Files of a .zip may lie on top of each other; together they are no longer than the .zip here,
  // so that checking them takes no longer than reading it.
  std::size_t total = 0;
  for (const auto& [file, record] : list_files(zip, name)) {
    total += number(record, 24, 4);
    if (total > zip.size()) refuse_zip(name, "files longer than the .zip");
    const Bytes bytes = stored_file(zip, record, file, name);
    if (!files.emplace(file, bytes).second) refuse_zip(name, fmt::format("\"{}\" twice", file));
  }
  return files;
}

}  // namespace mien::train
