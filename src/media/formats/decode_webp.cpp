#include <fmt/format.h>
#include <webp/decode.h>

#include <optional>
#include <utility>

#include "media/formats/decoders.h"
#include "media/formats/webp_frames.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

[[noreturn]] void refuse_webp(std::string_view name) {
  throw Error(ErrorCode::input,
              fmt::format("{}: WebP damaged or cut short: the pixels cannot be decoded", name));
}

/// An animation of a single picture, which WebP's plain decoder refuses.
Image only_picture(Bytes data, std::string_view name) {
  WebpFrames frames(data);
  std::optional<WebpFrames::Frame> frame = frames.next();
  if (!frame) refuse_webp(name);
  return std::move(frame->picture);
}

}  // namespace

Image decode_webp(Bytes data, Size size, std::string_view name) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(reinterpret_cast<const std::uint8_t*>(data.data()), data.size(), &features) ==
          VP8_STATUS_OK &&
      features.has_animation != 0) {
    return only_picture(data, name);
  }
  Image image(size.width, size.height);
  const auto bytes =
      static_cast<std::size_t>(image.stride()) * static_cast<std::size_t>(size.height);
  const auto* match =
      WebPDecodeRGBInto(reinterpret_cast<const std::uint8_t*>(data.data()), data.size(),
                        image.mutable_row(0), bytes, static_cast<int>(image.stride()));
  if (match == nullptr) refuse_webp(name);
  return image;
}

}  // namespace mien::media
