#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "mien/core/image.h"
#include "mien/core/resize_rule.h"

namespace mien {

/// Limits for decoding.
struct DecodeOptions {
  /// Pictures of more pixels (width * height) are refused before they are decoded.
  std::int64_t max_pixels = 100'000'000;
};

/// Decodes a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or AVIF file held in memory to upright RGB,
/// 8 bit. The format is told by the content. The EXIF orientation is applied; grey becomes RGB, 16
/// bit becomes 8 bit (the high byte; TIFF in colour is rounded), alpha is dropped, CMYK is
/// converted, colour profiles are ignored. Of a TIFF with several pages the first is taken; an
/// animated GIF, PNG or WebP is a clip, and here an error. docs/guides/pictures.md lists what is
/// not supported. May be called from several threads at once; prints nothing.
/// @param name what to call the input in messages
/// @throws Error (ErrorCode::input) if the data are empty, of another format, damaged, cut short,
/// over `options.max_pixels`, or have a side over 65535. A picture is whole or not returned.
/// (ErrorCode::setup) for a HEIC or AVIF if mien's module for them is not installed.
[[nodiscard]] Image decode_image(std::span<const std::byte> data, std::string_view name,
                                 const DecodeOptions& options = {});

/// Reads and decodes a file as `decode_image` does.
/// @throws Error (ErrorCode::input) also if the file does not exist, is over 2 GiB or cannot be
/// read. Also if it is a directory or another special file; a pipe is not waited for.
[[nodiscard]] Image read_image(const std::filesystem::path& path,
                               const DecodeOptions& options = {});

/// Encodes as JPEG, `quality` 1 to 100; the colours at half resolution (4:2:0).
/// @throws Error (ErrorCode::input) if the picture is empty or has a side over 65500, and
/// (ErrorCode::usage) if `quality` is out of range.
[[nodiscard]] std::vector<std::byte> encode_jpeg(const Image& image, int quality = 90);

/// Encodes as PNG, without loss.
/// @throws Error (ErrorCode::input) if the picture is empty.
[[nodiscard]] std::vector<std::byte> encode_png(const Image& image);

/// Turns a picture clockwise.
/// @param degrees 0, 90, 180 or 270
/// @throws Error (ErrorCode::usage) for other degrees, (ErrorCode::input) if the picture is empty
[[nodiscard]] Image turned(const Image& image, int degrees);

/// Resizes to `size`; the aspect is not kept.
/// @throws Error (ErrorCode::input) if the picture is empty, a side of `size` is below 1, or there
/// is not enough memory.
[[nodiscard]] Image resize(const Image& image, Size size, ResizeRule rule = ResizeRule::area);

}  // namespace mien
