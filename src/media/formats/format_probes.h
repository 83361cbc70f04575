#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "media/byte_reader.h"

namespace mien::media {

/// Width, height and orientation as a header says them, not yet checked against any limit.
struct Header {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  int orientation = 1;
};

/// Read a header of one format; nothing if the data end before the size is known.
[[nodiscard]] std::optional<Header> probe_jpeg(Bytes data);
[[nodiscard]] std::optional<Header> probe_png(Bytes data);
[[nodiscard]] std::optional<Header> probe_bmp(Bytes data);
[[nodiscard]] std::optional<Header> probe_tiff(Bytes data);
[[nodiscard]] std::optional<Header> probe_gif(Bytes data);
/// Its orientation is 1: the decoder turns the picture as the container says.
[[nodiscard]] std::optional<Header> probe_heif(Bytes data);

/// @throws Error (ErrorCode::input) for data that are shorter than they say, and damaged ones
[[nodiscard]] std::optional<Header> probe_webp(Bytes data, std::string_view name);

}  // namespace mien::media
