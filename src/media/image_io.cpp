#include "mien/media/image_io.h"

#include <fmt/format.h>

#include <new>
#include <utility>

#include "media/formats/decoders.h"
#include "media/orientation.h"
#include "media/probe.h"
#include "media/read_file.h"
#include "mien/core/error.h"

namespace mien {

namespace {

Image decode_as_stored(std::span<const std::byte> data, const media::Probe& probe,
                       std::string_view name) {
  switch (probe.format) {
    case media::Format::jpeg:
      return media::decode_jpeg(data, probe.size, name);
    case media::Format::png:
      return media::decode_png(data, probe.size, name);
    case media::Format::webp:
      return media::decode_webp(data, probe.size, name);
    case media::Format::bmp:
      return media::decode_bmp(data, probe.size, name);
    case media::Format::tiff:
      return media::decode_tiff(data, probe.size, name);
    case media::Format::gif:
      return media::decode_gif(data, probe.size, name);
    case media::Format::heic:
    case media::Format::avif:
      return media::decode_heif(data, probe.size, name);
  }
  return {};
}

}  // namespace

Image decode_image(std::span<const std::byte> data, std::string_view name,
                   const DecodeOptions& options) {
  const media::Probe probe = media::probe_image(data, name, options.max_pixels);
  try {
    return media::make_upright(decode_as_stored(data, probe, name), probe.orientation);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::input, fmt::format("{}: not enough memory for {}x{} pixels", name,
                                              probe.size.width, probe.size.height));
  }
}

Image read_image(const std::filesystem::path& path, const DecodeOptions& options) {
  const media::FileBytes file = media::read_file(path);
  return decode_image(file.bytes(), path.string(), options);
}

}  // namespace mien
