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

/// @throws Error (ErrorCode::input) also for an animation and for data shorter than they say.
[[nodiscard]] std::optional<Header> probe_webp(Bytes data, std::string_view name);

}  // namespace mien::media
