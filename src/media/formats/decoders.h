#pragma once

#include <string_view>

#include "media/byte_reader.h"
#include "mien/core/image.h"

namespace mien::media {

/// Decode one format to RGB as it is stored, that is before the EXIF orientation is applied.
/// @param size what `probe_image` found
/// @param name what to call the input in messages
/// @throws Error (ErrorCode::input) if the data are damaged or cut short; never returns a picture
/// of which a part is missing.
[[nodiscard]] Image decode_jpeg(Bytes data, Size size, std::string_view name);
[[nodiscard]] Image decode_png(Bytes data, Size size, std::string_view name);
[[nodiscard]] Image decode_webp(Bytes data, Size size, std::string_view name);
[[nodiscard]] Image decode_bmp(Bytes data, Size size, std::string_view name);
[[nodiscard]] Image decode_tiff(Bytes data, Size size, std::string_view name);
[[nodiscard]] Image decode_gif(Bytes data, Size size, std::string_view name);

/// A HEIC or AVIF picture, upright. It is decoded in a process of its own, since codecs of films
/// are large and have a history of faults. The process has a minute of processor time and 64 bytes
/// a pixel.
/// @throws Error also (ErrorCode::setup) if mien's HEIF module is not installed
[[nodiscard]] Image decode_heif(Bytes data, Size size, std::string_view name);

}  // namespace mien::media
