#include <fmt/format.h>

#include <csetjmp>
#include <exception>

#include "media/formats/png_errors.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien {

namespace {

struct PngEncoder {
  media::PngErrors errors;
  std::vector<std::byte> bytes;
  png_structp png = nullptr;
  png_infop info = nullptr;

  PngEncoder() {
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &errors, media::png_failed,
                                  media::png_warned);
    if (png != nullptr) info = png_create_info_struct(png);
  }
  ~PngEncoder() { png_destroy_write_struct(&png, &info); }
  PngEncoder(const PngEncoder&) = delete;
  PngEncoder& operator=(const PngEncoder&) = delete;

  /// False on an error, with its text in `errors.message`. It holds no objects with destructors,
  /// which libpng's jumps would skip.
  bool encode(const Image& image);
};

void append(png_structp png, png_bytep data, std::size_t count) {
  auto& bytes = static_cast<PngEncoder*>(png_get_io_ptr(png))->bytes;
  bool appended = false;
  try {
    const auto* first = reinterpret_cast<const std::byte*>(data);
    bytes.insert(bytes.end(), first, first + count);
    appended = true;
  } catch (const std::exception&) {
    // Reported below: an exception must not pass through libpng, nor a jump leave a handler.
    appended = false;
  }
  if (!appended) png_error(png, "not enough memory");
}

void flush_nothing(png_structp /*png*/) {}

bool PngEncoder::encode(const Image& image) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_write_fn(png, this, append, flush_nothing);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.width()),
               static_cast<png_uint_32>(image.height()), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  // Half the time of the default level for files a few per cent larger.
  png_set_compression_level(png, 3);
  png_write_info(png, info);
  for (int y = 0; y < image.height(); ++y) png_write_row(png, image.row(y));
  png_write_end(png, info);
  return true;
}

}  // namespace

std::vector<std::byte> encode_png(const Image& image) {
  if (image.empty()) {
    throw Error(ErrorCode::input, "encode as PNG: expected a picture, found an empty one");
  }
  PngEncoder encoder;
  if (encoder.info == nullptr || !encoder.encode(image)) {
    throw Error(ErrorCode::input, fmt::format("encode {}x{} pixels as PNG: {}", image.width(),
                                              image.height(), encoder.errors.message.data()));
  }
  return std::move(encoder.bytes);
}

}  // namespace mien
