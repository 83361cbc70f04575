#include <fmt/format.h>

#include <cstdlib>

#include "media/byte_reader.h"
#include "media/formats/jpeg_errors.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien {

namespace {

struct JpegEncoder {
  media::JpegErrors errors;
  jpeg_compress_struct codec{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // the type that libjpeg asks for

  JpegEncoder() { codec.err = &errors.base; }
  ~JpegEncoder() {
    jpeg_destroy_compress(&codec);
    std::free(bytes);
  }
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;

  /// False on an error, with its text in `errors.message`.
  bool encode(const Image& image, int quality);
};

bool JpegEncoder::encode(const Image& image, int quality) {
  if (setjmp(errors.jump) != 0) return false;
  jpeg_create_compress(&codec);
  jpeg_mem_dest(&codec, &bytes, &size);
  codec.image_width = static_cast<JDIMENSION>(image.width());
  codec.image_height = static_cast<JDIMENSION>(image.height());
  codec.input_components = Image::channels;
  codec.in_color_space = JCS_RGB;
  jpeg_set_defaults(&codec);
  jpeg_set_quality(&codec, quality, TRUE);
  jpeg_start_compress(&codec, TRUE);
  for (int y = 0; y < image.height(); ++y) {
    auto* row = const_cast<JSAMPROW>(image.row(y));  // libjpeg only reads it
    jpeg_write_scanlines(&codec, &row, 1);
  }
  jpeg_finish_compress(&codec);
  return true;
}

}  // namespace

std::vector<std::byte> encode_jpeg(const Image& image, int quality) {
  if (image.empty()) {
    throw Error(ErrorCode::input, "encode as JPEG: expected a picture, found an empty one");
  }
  if (quality < 1 || quality > 100) {
    throw Error(ErrorCode::usage,
                fmt::format("JPEG quality: expected 1 to 100, found {}", quality));
  }
  JpegEncoder encoder;
  if (!encoder.encode(image, quality)) {
    throw Error(ErrorCode::input, fmt::format("encode {}x{} pixels as JPEG: {}", image.width(),
                                              image.height(), encoder.errors.message.data()));
  }
  const auto* first = reinterpret_cast<const std::byte*>(encoder.bytes);
  return {first, first + encoder.size};
}

}  // namespace mien
