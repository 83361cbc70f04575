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

/// Decodes a JPEG, PNG, WebP, BMP or TIFF file held in memory to upright RGB, 8 bit. The EXIF
/// orientation is applied; grey becomes RGB, 16 bit becomes 8 bit (the high byte), alpha is
/// dropped, CMYK is converted.
/// @param name what to call the input in messages
/// @throws Error (ErrorCode::input) if the data are empty, of another format, damaged, cut short,
/// or over `options.max_pixels`.
[[nodiscard]] Image decode_image(std::span<const std::byte> data, std::string_view name,
                                 const DecodeOptions& options = {});

/// Reads and decodes a file as `decode_image` does.
/// @throws Error (ErrorCode::input) also if the file does not exist, is a directory or other
/// special file, or cannot be read.
[[nodiscard]] Image read_image(const std::filesystem::path& path,
                               const DecodeOptions& options = {});

/// Encodes as JPEG, `quality` 1 to 100.
[[nodiscard]] std::vector<std::byte> encode_jpeg(const Image& image, int quality = 90);

/// Encodes as PNG.
[[nodiscard]] std::vector<std::byte> encode_png(const Image& image);

/// Resizes to `size`.
/// @throws Error (ErrorCode::input) if the picture is empty or a side of `size` is below 1.
[[nodiscard]] Image resize(const Image& image, Size size, ResizeRule rule = ResizeRule::area);

}  // namespace mien
