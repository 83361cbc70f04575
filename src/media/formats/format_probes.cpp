#include "media/formats/format_probes.h"

#include <fmt/format.h>
#include <webp/decode.h>

#include "media/formats/tiff_directory.h"
#include "media/heif/heif_boxes.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

constexpr std::string_view exif_prefix{"Exif\0\0", 6};

bool is_frame_header(std::uint32_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

bool stands_alone(std::uint32_t marker) {
  return marker <= 0x01 || (marker >= 0xD0 && marker <= 0xD8);
}

}  // namespace

std::optional<Header> probe_jpeg(Bytes data) {
  constexpr std::uint32_t end_of_image = 0xD9;
  constexpr std::uint32_t start_of_scan = 0xDA;
  constexpr std::uint32_t app1 = 0xE1;
  const ByteReader reader(data, ByteReader::Order::big);
  std::optional<Header> header;
  int orientation = 0;
  std::size_t at = 2;
  while (true) {
    // As decoders do, skip what is not a marker, and fill bytes.
    while (reader.u8(at) && reader.u8(at) != 0xFF) ++at;
    while (reader.u8(at) == 0xFF) ++at;
    const auto marker = reader.u8(at++);
    if (!marker || *marker == end_of_image || *marker == start_of_scan) break;
    if (stands_alone(*marker)) continue;
    const auto length = reader.u16(at);
    if (!length || *length < 2) break;
    if (is_frame_header(*marker) && !header) {
      const auto height = reader.u16(at + 3);
      const auto width = reader.u16(at + 5);
      if (!height || !width) break;
      header = Header{*width, *height, 1};
    } else if (*marker == app1 && orientation == 0 && reader.has(at + 2, exif_prefix)) {
      const std::size_t skipped = 2 + exif_prefix.size();
      if (*length > skipped) {
        orientation = exif_orientation(reader.part(at + skipped, *length - skipped));
      }
    }
    at += *length;
  }
  if (header && orientation != 0) header->orientation = orientation;
  return header;
}

std::optional<Header> probe_png(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::big);
  const auto width = reader.u32(16);
  const auto height = reader.u32(20);
  if (!width || !height || !reader.has(12, "IHDR")) return std::nullopt;
  Header header{*width, *height, 1};
  constexpr std::size_t around = 12;  // length, name and check sum of a chunk
  std::size_t at = 8;
  while (const auto length = reader.u32(at)) {
    if (reader.has(at + 4, "eXIf")) {
      header.orientation = exif_orientation(reader.part(at + 8, *length));
      break;
    }
    at += around + *length;
  }
  return header;
}

std::optional<Header> probe_webp(Bytes data, std::string_view name) {
  const ByteReader reader(data, ByteReader::Order::little);
  const auto riff_size = reader.u32(4);
  if (riff_size && *riff_size > data.size() - 8) {
    throw Error(ErrorCode::input, fmt::format("{}: WebP cut short: expected {} bytes, found {}",
                                              name, std::uint64_t{*riff_size} + 8, data.size()));
  }
  WebPBitstreamFeatures features;
  const VP8StatusCode status =
      WebPGetFeatures(reinterpret_cast<const std::uint8_t*>(data.data()), data.size(), &features);
  if (status == VP8_STATUS_NOT_ENOUGH_DATA) return std::nullopt;
  if (status != VP8_STATUS_OK) {
    throw Error(ErrorCode::input, fmt::format("{}: damaged WebP: no valid header", name));
  }
  Header header{static_cast<std::uint32_t>(features.width),
                static_cast<std::uint32_t>(features.height), 1};
  std::size_t at = 12;
  while (const auto length = reader.u32(at + 4)) {
    if (reader.has(at, "EXIF")) {
      // Some writers keep the prefix of JPEG.
      const std::size_t prefix = reader.has(at + 8, exif_prefix) ? exif_prefix.size() : 0;
      header.orientation = exif_orientation(reader.part(at + 8 + prefix, *length));
      break;
    }
    at += std::size_t{8} + *length + *length % 2;
  }
  return header;
}

std::optional<Header> probe_bmp(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::little);
  const auto header_size = reader.u32(14);
  if (!header_size) return std::nullopt;
  if (*header_size == 12) {
    const auto width = reader.u16(18);
    const auto height = reader.u16(20);
    return width && height ? std::optional(Header{*width, *height, 1}) : std::nullopt;
  }
  const auto width = reader.u32(18);
  const auto height = reader.u32(22);
  if (!width || !height) return std::nullopt;
  // A negative height says that the top row comes first.
  const bool top_first = *height > 0x7FFFFFFFU;
  return Header{*width, top_first ? 0U - *height : *height, 1};
}

std::optional<Header> probe_tiff(Bytes data) {
  const auto directory = TiffDirectory::first(data);
  if (!directory || !directory->is_complete()) return std::nullopt;
  return Header{directory->value(TiffDirectory::width).value_or(0),
                directory->value(TiffDirectory::height).value_or(0), exif_orientation(data)};
}

std::optional<Header> probe_gif(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::little);
  const auto width = reader.u16(6);
  const auto height = reader.u16(8);
  return width && height ? std::optional(Header{*width, *height, 1}) : std::nullopt;
}

std::optional<Header> probe_heif(Bytes data) {
  const auto facts = heif_facts(data);
  if (!facts) return std::nullopt;
  return Header{facts->width, facts->height, 1};
}

}  // namespace mien::media
