#include "media/probe.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "media/formats/animation.h"
#include "media/formats/format_probes.h"
#include "media/formats/unread_formats.h"
#include "media/heif/heif_boxes.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

std::optional<Format> format_of(Bytes data) {
  const ByteReader reader(data, ByteReader::Order::big);
  if (reader.has(0, "\xFF\xD8\xFF")) return Format::jpeg;
  if (reader.has(0, "\x89PNG\r\n\x1A\n")) return Format::png;
  if (reader.has(0, "GIF87a") || reader.has(0, "GIF89a")) return Format::gif;
  if (reader.has(0, "RIFF") && reader.has(8, "WEBP")) return Format::webp;
  // Two letters may start any text; the size of the second header tells a bitmap from one.
  if (reader.has(0, "BM") && reader.has(15, std::string_view("\0\0\0", 3))) return Format::bmp;
  const bool tiff =
      reader.has(0, std::string_view("II*\0", 4)) || reader.has(0, std::string_view("MM\0*", 4));
  if (tiff && !is_raw_tiff(data)) return Format::tiff;
  const auto heif = heif_kind(data);
  if (heif) return heif == HeifKind::avif ? Format::avif : Format::heic;
  return std::nullopt;
}

std::optional<Header> read_header(Format format, Bytes data, std::string_view name) {
  switch (format) {
    case Format::jpeg:
      return probe_jpeg(data);
    case Format::png:
      return probe_png(data);
    case Format::webp:
      return probe_webp(data, name);
    case Format::bmp:
      return probe_bmp(data);
    case Format::tiff:
      return probe_tiff(data);
    case Format::gif:
      return probe_gif(data);
    case Format::heic:
    case Format::avif:
      return probe_heif(data);
  }
  return std::nullopt;
}

/// What stands in the place of a picture.
std::string describe(Bytes data) {
  if (data.empty()) return "no data";
  if (std::optional<std::string> format = describe_unread(data)) return *std::move(format);
  std::string text = "data that start with";
  for (const std::byte byte : data.first(std::min<std::size_t>(data.size(), 8))) {
    text += fmt::format(" {:02x}", std::to_integer<unsigned>(byte));
  }
  return text;
}

}  // namespace

std::string_view to_string(Format format) {
  switch (format) {
    case Format::jpeg:
      return "JPEG";
    case Format::png:
      return "PNG";
    case Format::webp:
      return "WebP";
    case Format::bmp:
      return "BMP";
    case Format::tiff:
      return "TIFF";
    case Format::gif:
      return "GIF";
    case Format::heic:
      return "HEIC";
    case Format::avif:
      return "AVIF";
  }
  return "unknown";
}

Probe probe_image(Bytes data, std::string_view name, std::int64_t max_pixels,
                  Animations animations) {
  const auto format = format_of(data);
  if (!format) {
    throw Error(ErrorCode::input,
                fmt::format("{}: expected a JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC "
                            "or AVIF picture, found {}",
                            name, describe(data)));
  }
  if (animations == Animations::refused && is_animation(data)) {
    throw Error(ErrorCode::input, fmt::format("{}: expected a still picture, found an animated {}, "
                                              "which is a clip",
                                              name, to_string(*format)));
  }
  const auto header = read_header(*format, data, name);
  if (!header) {
    throw Error(ErrorCode::input,
                fmt::format("{}: {} cut short or damaged: expected a header with the size, found "
                            "none in {} bytes",
                            name, to_string(*format), data.size()));
  }
  const auto [width, height, orientation] = *header;
  if (width < 1 || height < 1 || width > max_side || height > max_side) {
    throw Error(ErrorCode::input, fmt::format("{}: expected sides of 1 to {} pixels, found {}x{}",
                                              name, max_side, width, height));
  }
  if (std::int64_t{width} * height > max_pixels) {
    throw Error(ErrorCode::input, fmt::format("{}: expected at most {} pixels, found {}x{}", name,
                                              max_pixels, width, height));
  }
  return {*format, {static_cast<int>(width), static_cast<int>(height)}, orientation};
}

}  // namespace mien::media
