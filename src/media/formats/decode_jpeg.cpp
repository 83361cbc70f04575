#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "media/formats/decoders.h"
#include "media/formats/jpeg_errors.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

/// A decoder of libjpeg. Each step returns false on an error, with its text in `errors.message`.
struct JpegDecoder {
  JpegErrors errors;
  jpeg_decompress_struct codec{};
  jpeg_progress_mgr progress{};

  JpegDecoder() { codec.err = &errors.base; }
  ~JpegDecoder() { jpeg_destroy_decompress(&codec); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  bool start(Bytes data);
  bool read(std::uint8_t* pixels, std::ptrdiff_t stride);
  bool read_cmyk(std::uint8_t* pixels, std::ptrdiff_t stride);
};

/// A tiny file can ask for hundreds of passes over a large picture; honest ones have about ten.
/// All passes together may be over so many pixels, a few seconds of work; thirty are always taken.
int most_scans(const jpeg_decompress_struct& codec) {
  constexpr std::int64_t most_pixels = 3'000'000'000;
  const std::int64_t pixels = std::int64_t{codec.image_width} * codec.image_height;
  return static_cast<int>(
      std::clamp<std::int64_t>(most_pixels / std::max<std::int64_t>(pixels, 1), 30, 500));
}

void limit_scans(j_common_ptr codec) {
  auto* decoder = reinterpret_cast<j_decompress_ptr>(codec);
  const int most = most_scans(*decoder);
  if (decoder->input_scan_number <= most) return;
  auto* errors = reinterpret_cast<JpegErrors*>(codec->err);
  std::snprintf(errors->message.data(), errors->message.size(),
                "more than %d scans of a picture of this size", most);
  std::longjmp(errors->jump, 1);
}

bool JpegDecoder::start(Bytes data) {
  if (setjmp(errors.jump) != 0) return false;
  jpeg_create_decompress(&codec);
  progress.progress_monitor = limit_scans;
  codec.progress = &progress;
  jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(data.data()), data.size());
  jpeg_read_header(&codec, TRUE);
  const bool inks = codec.jpeg_color_space == JCS_CMYK || codec.jpeg_color_space == JCS_YCCK;
  codec.out_color_space = inks ? JCS_CMYK : JCS_RGB;
  return true;
}

bool JpegDecoder::read(std::uint8_t* pixels, std::ptrdiff_t stride) {
  if (setjmp(errors.jump) != 0) return false;
  jpeg_start_decompress(&codec);
  std::array<JSAMPROW, 16> rows{};
  while (codec.output_scanline < codec.output_height) {
    const auto left = codec.output_height - codec.output_scanline;
    const auto count = std::min<JDIMENSION>(left, rows.size());
    for (JDIMENSION i = 0; i < count; ++i) {
      rows[i] = pixels + static_cast<std::ptrdiff_t>(codec.output_scanline + i) * stride;
    }
    jpeg_read_scanlines(&codec, rows.data(), count);
  }
  // Reads on to the end marker, so that a missing one is found.
  jpeg_finish_decompress(&codec);
  return true;
}

std::uint8_t mix(JSAMPLE ink, JSAMPLE black) {
  return static_cast<std::uint8_t>((ink * black + 127) / 255);
}

bool JpegDecoder::read_cmyk(std::uint8_t* pixels, std::ptrdiff_t stride) {
  if (setjmp(errors.jump) != 0) return false;
  jpeg_start_decompress(&codec);
  auto* common = reinterpret_cast<j_common_ptr>(&codec);
  JSAMPARRAY line =
      codec.mem->alloc_sarray(common, JPOOL_IMAGE, codec.output_width * JDIMENSION{4}, 1);
  while (codec.output_scanline < codec.output_height) {
    std::uint8_t* out = pixels + static_cast<std::ptrdiff_t>(codec.output_scanline) * stride;
    jpeg_read_scanlines(&codec, line, 1);
    // All programs that write such files store the inks inverted: 255 is no ink.
    for (JDIMENSION x = 0; x < codec.output_width; ++x) {
      const JSAMPLE* inks = line[0] + std::size_t{4} * x;
      for (int channel = 0; channel < 3; ++channel) *out++ = mix(inks[channel], inks[3]);
    }
  }
  jpeg_finish_decompress(&codec);
  return true;
}

[[noreturn]] void refuse_jpeg(std::string_view name, std::string_view message) {
  throw Error(ErrorCode::input, fmt::format("{}: JPEG damaged or cut short: {}", name, message));
}

}  // namespace

Image decode_jpeg(Bytes data, Size size, std::string_view name) {
  JpegDecoder decoder;
  if (!decoder.start(data)) refuse_jpeg(name, decoder.errors.message.data());
  if (decoder.codec.image_width != static_cast<JDIMENSION>(size.width) ||
      decoder.codec.image_height != static_cast<JDIMENSION>(size.height)) {
    refuse_jpeg(name, "several sizes");
  }
  Image image(size.width, size.height);
  const bool cmyk = decoder.codec.out_color_space == JCS_CMYK;
  const bool done = cmyk ? decoder.read_cmyk(image.mutable_row(0), image.stride())
                         : decoder.read(image.mutable_row(0), image.stride());
  if (!done) refuse_jpeg(name, decoder.errors.message.data());
  return image;
}

}  // namespace mien::media
