#include "media/formats/animation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace mien::media {

namespace {

/// Looks at data through a window, so that small steps need few reads.
class Window {
 public:
  explicit Window(const ReadAt& read) : read_(read) {}

  [[nodiscard]] std::optional<std::uint32_t> u8(std::uint64_t offset) {
    if (offset < start_ || offset >= start_ + filled_) {
      start_ = offset;
      filled_ = read_(offset, bytes_);
      if (filled_ == 0) return std::nullopt;
    }
    return std::to_integer<std::uint32_t>(bytes_[static_cast<std::size_t>(offset - start_)]);
  }

  [[nodiscard]] std::optional<std::uint32_t> u32(std::uint64_t offset, ByteReader::Order order) {
    std::uint32_t value = 0;
    for (std::uint64_t i = 0; i < 4; ++i) {
      const auto byte = u8(offset + (order == ByteReader::Order::big ? i : 3 - i));
      if (!byte) return std::nullopt;
      value = value << 8U | *byte;
    }
    return value;
  }

  [[nodiscard]] bool has(std::uint64_t offset, std::string_view text) {
    for (const char c : text) {
      if (u8(offset++) != static_cast<unsigned char>(c)) return false;
    }
    return true;
  }

 private:
  const ReadAt& read_;
  std::array<std::byte, 4096> bytes_{};
  std::uint64_t start_ = 0;
  std::size_t filled_ = 0;
};

/// Entries of a colour table, three bytes each, as the flags before it say.
std::uint64_t colour_table(std::uint32_t flags) {
  return (flags & 0x80U) != 0 ? std::uint64_t{3} << ((flags & 7U) + 1) : 0;
}

/// The place after a chain of blocks, each with its length before it; nothing if the data end.
std::optional<std::uint64_t> after_blocks(Window& data, std::uint64_t at) {
  while (const auto length = data.u8(at++)) {
    if (*length == 0) return at;
    at += *length;
  }
  return std::nullopt;
}

bool is_animated_gif(Window& data) {
  constexpr std::uint32_t extension = 0x21;
  constexpr std::uint32_t picture = 0x2C;
  std::uint64_t at = 13 + colour_table(data.u8(10).value_or(0));
  int pictures = 0;
  while (const auto block = data.u8(at)) {
    if (*block == picture) {
      if (++pictures > 1) return true;
      at += 10 + colour_table(data.u8(at + 9).value_or(0)) + 1;
    } else if (*block == extension) {
      at += 2;
    } else {
      return false;
    }
    const auto next = after_blocks(data, at);
    if (!next) return false;
    at = *next;
  }
  return false;
}

bool is_animated_png(Window& data) {
  constexpr std::uint64_t around = 12;  // length, name and check sum of a chunk
  std::uint64_t at = 8;
  while (const auto length = data.u32(at, ByteReader::Order::big)) {
    if (data.has(at + 4, "acTL")) {
      return data.u32(at + 8, ByteReader::Order::big).value_or(0) > 1;
    }
    if (data.has(at + 4, "IDAT")) return false;
    at += around + *length;
  }
  return false;
}

bool is_animated_webp(Window& data) {
  constexpr std::uint32_t animation_flag = 2;
  if (!data.has(12, "VP8X") || (data.u8(20).value_or(0) & animation_flag) == 0) return false;
  std::uint64_t at = 12;
  int frames = 0;
  while (const auto length = data.u32(at + 4, ByteReader::Order::little)) {
    if (data.has(at, "ANMF") && ++frames > 1) return true;
    at += std::uint64_t{8} + *length + *length % 2;
  }
  return false;
}

}  // namespace

bool is_animation(const ReadAt& read) {
  Window data(read);
  if (data.has(0, "GIF8")) return is_animated_gif(data);
  if (data.has(0, "\x89PNG\r\n\x1A\n")) return is_animated_png(data);
  if (data.has(0, "RIFF") && data.has(8, "WEBP")) return is_animated_webp(data);
  return false;
}

bool is_animation(Bytes data) {
  return is_animation([data](std::uint64_t offset, std::span<std::byte> into) -> std::size_t {
    if (offset >= data.size()) return 0;
    const Bytes rest = data.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(rest.size(), into.size());
    std::ranges::copy(rest.first(count), into.begin());
    return count;
  });
}

}  // namespace mien::media
