#pragma once

#include <cstdint>
#include <vector>

#include "media/pictures.h"

namespace mien {

/// One picture of a GIF: indices 0 to 3 of the colours black, red, green, blue.
struct GifPart {
  int left = 0;
  int top = 0;
  int width = 1;
  int height = 1;
  std::vector<int> pixels;
  int disposal = 0;      ///< 1 keep, 2 clear, 3 what was there before
  int transparent = -1;  ///< index; -1 for none
  int hundredths = 10;   ///< of a second
  bool interlaced = false;
};

/// The pixels as LZW codes of three bits: the table is cleared so often that it never grows.
inline std::vector<std::byte> gif_codes(const std::vector<int>& pixels) {
  constexpr unsigned clear = 4;
  constexpr unsigned end = 5;
  std::vector<unsigned> codes;
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (i % 2 == 0) codes.push_back(clear);
    codes.push_back(static_cast<unsigned>(pixels[i]));
  }
  codes.push_back(end);
  std::vector<std::byte> bytes;
  unsigned waiting = 0;
  unsigned bits = 0;
  for (const unsigned code : codes) {
    waiting |= code << bits;
    bits += 3;
    for (; bits >= 8; bits -= 8, waiting >>= 8U) bytes.push_back(std::byte(waiting & 0xFFU));
  }
  if (bits > 0) bytes.push_back(std::byte(waiting & 0xFFU));
  return bytes;
}

/// A whole GIF, written by hand.
inline std::vector<std::byte> make_gif(int width, int height, const std::vector<GifPart>& parts,
                                       std::string_view version = "GIF89a") {
  const auto number = [](int value) { return static_cast<std::uint32_t>(value); };
  ByteWriter gif(false);
  gif.text(version).number(number(width), 2).number(number(height), 2);
  gif.number(0x81, 1).number(0, 2);  // four colours of three bytes follow
  gif.number(0, 3).number(0x0000FF, 3).number(0x00FF00, 3).number(0xFF0000, 3);
  for (const GifPart& part : parts) {
    if (version == "GIF89a") {
      const int flags = part.disposal << 2 | (part.transparent >= 0 ? 1 : 0);
      gif.number(0x04F921, 3).number(number(flags), 1).number(number(part.hundredths), 2);
      gif.number(number(part.transparent >= 0 ? part.transparent : 0), 1).number(0, 1);
    }
    gif.number(0x2C, 1).number(number(part.left), 2).number(number(part.top), 2);
    gif.number(number(part.width), 2).number(number(part.height), 2);
    gif.number(part.interlaced ? 0x40 : 0, 1).number(2, 1);
    const std::vector<std::byte> codes = gif_codes(part.pixels);
    for (std::size_t at = 0; at < codes.size(); at += 255) {
      const std::size_t count = std::min<std::size_t>(codes.size() - at, 255);
      gif.number(static_cast<std::uint32_t>(count), 1);
      const auto first = codes.begin() + static_cast<std::ptrdiff_t>(at);
      gif.bytes({first, first + static_cast<std::ptrdiff_t>(count)});
    }
    gif.number(0, 1);
  }
  return gif.number(0x3B, 1).get();
}

/// The pixels of a picture as letters: K black, R red, G green, B blue, W white, ? anything else.
inline std::string letters_of(const Image& image) {
  std::string text;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const std::uint8_t* pixel = image.row(y) + 3 * x;
      const unsigned colour = pixel[0] * 0x10000U + pixel[1] * 0x100U + pixel[2];
      text += colour == 0          ? 'K'
              : colour == 0xFF0000 ? 'R'
              : colour == 0x00FF00 ? 'G'
              : colour == 0x0000FF ? 'B'
              : colour == 0xFFFFFF ? 'W'
                                   : '?';
    }
  }
  return text;
}

}  // namespace mien
