#include "media/own_mark.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mien::media {

namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

enum class Kind { jpeg, png, mp4 };

constexpr std::size_t part = std::size_t{64} << 10U;  ///< bytes of each end that the digest is of

/// What the digest is of: a file without its mark.
struct Ends {
  std::uint64_t size = 0;
  std::string first;
  std::string last;
};

Ends ends_of(std::string_view content) {
  const std::size_t count = std::min(content.size(), part);
  return {content.size(), std::string(content.substr(0, count)),
          std::string(content.substr(content.size() - count))};
}

/// FNV-1a, 64 bits: it tells a changed file from an unchanged one, and is no seal.
std::uint64_t digest_of(const Ends& ends) {
  std::uint64_t digest = 0xCBF29CE484222325U;
  const auto add = [&digest](std::uint8_t byte) { digest = (digest ^ byte) * 0x100000001B3U; };
  for (unsigned shift = 0; shift < 64; shift += 8) {
    add(static_cast<std::uint8_t>(ends.size >> shift));
  }
  for (const char c : ends.first) add(static_cast<std::uint8_t>(c));
  for (const char c : ends.last) add(static_cast<std::uint8_t>(c));
  return digest;
}

std::string big_endian(std::uint32_t value, unsigned bytes) {
  std::string text;
  for (unsigned i = bytes; i-- > 0;) text += static_cast<char>((value >> (8 * i)) & 0xFFU);
  return text;
}

/// The checksum of PNG's chunks.
std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    crc ^= static_cast<std::uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0);
  }
  return ~crc;
}

std::string mark_for(Kind kind, const Ends& ends) {
  const std::string text = fmt::format("Written by mien {:016x}", digest_of(ends));
  const auto size = static_cast<std::uint32_t>(text.size());
  if (kind == Kind::jpeg) return "\xFF\xFE" + big_endian(size + 2, 2) + text;
  if (kind == Kind::mp4) return big_endian(size + 8, 4) + "free" + text;
  const std::string chunk = "tEXtSoftware\0"s + text;
  return big_endian(static_cast<std::uint32_t>(chunk.size()) - 4, 4) + chunk +
         big_endian(crc32(chunk), 4);
}

std::optional<Kind> picture_kind(std::string_view start) {
  if (start.starts_with("\xFF\xD8\xFF"sv)) return Kind::jpeg;
  if (start.starts_with("\x89PNG\r\n\x1A\n"sv)) return Kind::png;
  if (start.size() > 8 && start.substr(4, 4) == "ftyp"sv) return Kind::mp4;
  return std::nullopt;
}

/// Where the mark of a picture stands: behind what its format wants first.
std::size_t place_in_picture(Kind kind, std::string_view start) {
  constexpr std::size_t behind_png_header = 33;
  if (kind == Kind::png) return behind_png_header;
  const bool has_header = start.size() > 5 && start.substr(2, 2) == "\xFF\xE0"sv;
  if (!has_header) return 2;
  return 4 + (std::size_t{static_cast<std::uint8_t>(start[4])} << 8U) +
         static_cast<std::uint8_t>(start[5]);
}

/// An open file that is closed with this object.
class Opened {
 public:
  explicit Opened(const std::filesystem::path& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Opened() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::optional<std::uint64_t> size_of(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

/// So many bytes from a place on; fewer at the end of the file.
std::string read_at(int descriptor, std::uint64_t offset, std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t step =
        ::pread(descriptor, bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (step <= 0) break;
    done += static_cast<std::size_t>(step);
  }
  bytes.resize(done);
  return bytes;
}

/// The ends of a file from which `length` bytes at `place` are left out; these lie within the first
/// `part` bytes, or are the last ones.
Ends ends_without(int descriptor, std::uint64_t size, std::uint64_t place, std::size_t length) {
  if (size <= 2 * part + length) {
    return ends_of(read_at(descriptor, 0, size).erase(place, length));
  }
  if (place + length == size) {
    return {place, read_at(descriptor, 0, part), read_at(descriptor, place - part, part)};
  }
  return {size - length, read_at(descriptor, 0, part + length).erase(place, length),
          read_at(descriptor, size - part, part)};
}

}  // namespace

std::vector<std::byte> with_mark(std::span<const std::byte> picture) {
  const std::string_view content(reinterpret_cast<const char*>(picture.data()), picture.size());
  std::vector<std::byte> marked(picture.begin(), picture.end());
  const std::optional<Kind> kind = picture_kind(content);
  if (!kind || *kind == Kind::mp4) return marked;
  const std::string mark = mark_for(*kind, ends_of(content));
  const auto bytes = std::as_bytes(std::span(mark));
  const auto place = static_cast<std::ptrdiff_t>(place_in_picture(*kind, content));
  marked.insert(marked.begin() + place, bytes.begin(), bytes.end());
  return marked;
}

bool append_mark(int descriptor) {
  const std::optional<std::uint64_t> size = size_of(descriptor);
  if (!size) return false;
  const std::string mark = mark_for(Kind::mp4, ends_without(descriptor, *size, *size, 0));
  return ::pwrite(descriptor, mark.data(), mark.size(), static_cast<off_t>(*size)) ==
         static_cast<ssize_t>(mark.size());
}

bool has_mark(const std::filesystem::path& path) {
  const Opened file(path);
  const std::optional<std::uint64_t> size = size_of(file.descriptor());
  if (!size) return false;
  constexpr std::size_t header = 64;
  const std::string start = read_at(file.descriptor(), 0, header);
  const std::optional<Kind> kind = picture_kind(start);
  if (!kind) return false;
  const std::size_t length = mark_for(*kind, {}).size();
  if (*size < length) return false;
  const std::uint64_t place = *kind == Kind::mp4 ? *size - length : place_in_picture(*kind, start);
  if (place + length > *size || (*kind != Kind::mp4 && place + length > part)) return false;
  return read_at(file.descriptor(), place, length) ==
         mark_for(*kind, ends_without(file.descriptor(), *size, place, length));
}

}  // namespace mien::media
