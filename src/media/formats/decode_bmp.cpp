#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "media/formats/decoders.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

/// How the pixels of a bitmap are stored.
struct Layout {
  std::uint32_t bits = 0;                            // a pixel
  bool bottom_first = true;                          // the last row of the picture is stored first
  std::size_t pixels = 0;                            // offset of the first row
  std::array<std::uint32_t, 3> masks{};              // of red, green and blue, for 16 and 32 bits
  std::vector<std::array<std::uint8_t, 3>> palette;  // for up to 8 bits
};

class Bitmap {
 public:
  Bitmap(Bytes data, std::string_view name)
      : data_(data), reader_(data, ByteReader::Order::little), name_(name) {}

  [[nodiscard]] Image decode(Size size) const;

 private:
  [[nodiscard]] Layout read_layout() const;
  void read_masks(Layout& layout, std::uint32_t compression) const;
  void read_palette(Layout& layout, std::uint32_t header_size) const;

  [[nodiscard]] std::uint32_t u16(std::size_t at) const { return need(reader_.u16(at)); }
  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return need(reader_.u32(at)); }
  [[nodiscard]] std::uint32_t need(std::optional<std::uint32_t> value) const {
    if (!value) fail("expected a whole header, found an end");
    return *value;
  }
  [[noreturn]] void fail(std::string_view message) const {
    throw Error(
        ErrorCode::input,
        fmt::format("{}: BMP damaged, cut short or of an unknown kind: {}", name_, message));
  }

  Bytes data_;
  ByteReader reader_;
  std::string_view name_;
};

constexpr std::size_t file_header = 14;
constexpr std::uint32_t core_header = 12;
constexpr std::uint32_t info_header = 40;

Layout Bitmap::read_layout() const {
  Layout layout;
  const std::uint32_t header_size = u32(file_header);
  const bool core = header_size == core_header;
  if (!core && (header_size < info_header || header_size > 256)) {
    fail(fmt::format("expected a header of 12 or 40 to 256 bytes, found {}", header_size));
  }
  layout.pixels = u32(10);
  layout.bits = u16(core ? 24 : 28);
  layout.bottom_first = core || u32(22) <= 0x7FFFFFFFU;
  constexpr std::uint32_t bit_fields = 3;
  constexpr std::uint32_t alpha_bit_fields = 6;
  const std::uint32_t compression = core ? 0 : u32(30);
  const bool masked = compression == bit_fields || compression == alpha_bit_fields;
  const bool is_supported = layout.bits == 1 || layout.bits == 4 || layout.bits == 8 ||
                            layout.bits == 16 || layout.bits == 24 || layout.bits == 32;
  if (!is_supported || (compression != 0 && !masked) ||
      (masked && layout.bits != 16 && layout.bits != 32)) {
    fail(
        fmt::format("expected uncompressed pixels of 1, 4, 8, 16, 24 or 32 bits, found "
                    "compression {} with {} bits",
                    compression, layout.bits));
  }
  if (layout.bits <= 8) read_palette(layout, header_size);
  if (layout.bits == 16 || layout.bits == 32) read_masks(layout, compression);
  return layout;
}

void Bitmap::read_masks(Layout& layout, std::uint32_t compression) const {
  if (compression == 0) {
    layout.masks = layout.bits == 16 ? std::array<std::uint32_t, 3>{0x7C00, 0x3E0, 0x1F}
                                     : std::array<std::uint32_t, 3>{0xFF0000, 0xFF00, 0xFF};
    return;
  }
  // Right after the 40 bytes that all these headers begin with.
  for (std::size_t i = 0; i < 3; ++i) {
    layout.masks[i] = u32(file_header + info_header + 4 * i);
    const std::uint32_t mask = layout.masks[i];
    const std::uint32_t ones =
        mask == 0 ? 0 : mask >> static_cast<unsigned>(std::countr_zero(mask));
    if (mask == 0 || (ones & (ones + 1)) != 0) {
      fail(fmt::format("expected masks of neighbouring bits, found {:#x}", mask));
    }
  }
}

void Bitmap::read_palette(Layout& layout, std::uint32_t header_size) const {
  const bool core = header_size == core_header;
  const std::size_t most = std::size_t{1} << layout.bits;
  const std::size_t declared = core ? 0 : u32(file_header + 32);
  const std::size_t count = declared == 0 || declared > most ? most : declared;
  const std::size_t entry = core ? 3 : 4;
  // Indices beyond the palette are black.
  layout.palette.resize(most);
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes colour = reader_.part(file_header + header_size + i * entry, 3);
    if (colour.size() < 3) fail("expected a palette, found an end");
    for (std::size_t c = 0; c < 3; ++c) {
      layout.palette[i][c] = std::to_integer<std::uint8_t>(colour[2 - c]);
    }
  }
}

std::uint8_t scale(std::uint32_t pixel, std::uint32_t mask) {
  const auto shift = static_cast<unsigned>(std::countr_zero(mask));
  const std::uint64_t most = mask >> shift;
  const std::uint32_t value = (pixel & mask) >> shift;
  return static_cast<std::uint8_t>(most == 255 ? value : value * std::uint64_t{255} / most);
}

void copy_indices(const Layout& layout, const std::uint8_t* in, int width, std::uint8_t* out) {
  for (int x = 0; x < width; ++x, out += 3) {
    const unsigned first_bit = static_cast<unsigned>(x) * layout.bits;
    const unsigned shift = 8 - layout.bits - first_bit % 8;
    const auto index = (unsigned{in[first_bit / 8]} >> shift) & ((1U << layout.bits) - 1);
    std::copy_n(layout.palette[index].data(), 3, out);
  }
}

void copy_bytes(const std::uint8_t* in, int width, std::uint8_t* out) {
  for (int x = 0; x < width; ++x, in += 3, out += 3) {
    out[0] = in[2];
    out[1] = in[1];
    out[2] = in[0];
  }
}

void copy_fields(const Layout& layout, const std::uint8_t* in, int width, std::uint8_t* out) {
  const std::uint32_t bytes = layout.bits / 8;
  for (int x = 0; x < width; ++x, in += bytes, out += 3) {
    std::uint32_t pixel = 0;
    for (std::uint32_t i = bytes; i > 0; --i) pixel = pixel << 8U | in[i - 1];
    for (std::size_t c = 0; c < 3; ++c) out[c] = scale(pixel, layout.masks[c]);
  }
}

void copy_row(const Layout& layout, const std::uint8_t* in, int width, std::uint8_t* out) {
  if (layout.bits <= 8) {
    copy_indices(layout, in, width, out);
  } else if (layout.bits == 24) {
    copy_bytes(in, width, out);
  } else {
    copy_fields(layout, in, width, out);
  }
}

Image Bitmap::decode(Size size) const {
  const Layout layout = read_layout();
  // Rows start at multiples of four bytes.
  const std::uint64_t stride = (static_cast<std::uint64_t>(size.width) * layout.bits + 31) / 32 * 4;
  const std::uint64_t bytes = stride * static_cast<std::uint64_t>(size.height);
  if (layout.pixels < file_header || bytes + layout.pixels > data_.size()) {
    fail(fmt::format("expected {} bytes, found {}", bytes + layout.pixels, data_.size()));
  }
  Image image(size.width, size.height);
  const auto* in = reinterpret_cast<const std::uint8_t*>(data_.data()) + layout.pixels;
  for (int y = 0; y < size.height; ++y, in += stride) {
    copy_row(layout, in, size.width,
             image.mutable_row(layout.bottom_first ? size.height - 1 - y : y));
  }
  return image;
}

}  // namespace

Image decode_bmp(Bytes data, Size size, std::string_view name) {
  return Bitmap(data, name).decode(size);
}

}  // namespace mien::media
