#pragma once

#include <cstdint>
#include <string_view>

#include "media/byte_reader.h"
#include "mien/core/image.h"

namespace mien::media {

enum class Format { jpeg, png, webp, bmp, tiff, gif, heic, avif };

/// "JPEG", "PNG" and so on.
[[nodiscard]] std::string_view to_string(Format format);

/// What the header of a picture says, before anything is decoded.
struct Probe {
  Format format = Format::jpeg;
  Size size;            ///< as stored, before the orientation is applied
  int orientation = 1;  ///< EXIF orientation, 1 to 8
};

/// Longest side of a picture: the most that JPEG can hold.
inline constexpr std::uint32_t max_side = 65535;

/// Whether GIFs, PNGs and WebPs with several pictures are taken, too.
enum class Animations { refused, taken };

/// Reads the header.
/// @param name what to call the input in messages
/// @throws Error (ErrorCode::input) if the data are empty, of a format that is not read (which the
/// message names), or cut short before the size is known. Also if they say a size below 1 or above
/// `max_side` or `max_pixels`.
[[nodiscard]] Probe probe_image(Bytes data, std::string_view name, std::int64_t max_pixels,
                                Animations animations = Animations::refused);

}  // namespace mien::media
