#pragma once

#include <png.h>

#include <array>

namespace mien::media {

/// Where `png_failed` puts the text of libpng's error.
struct PngErrors {
  std::array<char, 200> message{};
};

/// Handlers for libpng with a PngErrors: keep the text, jump to png_jmpbuf, print nothing.
[[noreturn]] void png_failed(png_structp png, png_const_charp message);
void png_warned(png_structp png, png_const_charp message);

}  // namespace mien::media
