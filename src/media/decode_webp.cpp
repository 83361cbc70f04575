#include <fmt/format.h>
#include <webp/decode.h>

#include "media/decoders.h"
#include "mien/core/error.h"

namespace mien::media {

Image decode_webp(Bytes data, Size size, std::string_view name) {
  Image image(size.width, size.height);
  const auto bytes =
      static_cast<std::size_t>(image.stride()) * static_cast<std::size_t>(size.height);
  const auto* found =
      WebPDecodeRGBInto(reinterpret_cast<const std::uint8_t*>(data.data()), data.size(),
                        image.mutable_row(0), bytes, static_cast<int>(image.stride()));
  if (found == nullptr) {
    throw Error(ErrorCode::input,
                fmt::format("{}: WebP damaged or cut short: the pixels cannot be decoded", name));
  }
  return image;
}

}  // namespace mien::media
