#include <fmt/format.h>

#include <cstring>
#include <vector>

#include "media/formats/decoders.h"
#include "media/formats/png_errors.h"
#include "media/probe.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

struct PngDecoder {
  PngErrors errors;
  Bytes data;  // what is not yet read
  png_structp png = nullptr;
  png_infop info = nullptr;

  explicit PngDecoder(Bytes bytes) : data(bytes) {
    png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &errors, png_failed, png_warned);
    if (png != nullptr) info = png_create_info_struct(png);
  }
  ~PngDecoder() { png_destroy_read_struct(&png, &info, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  /// Both return false on an error, with its text in `errors.message`. They hold no objects with
  /// destructors, which libpng's jumps would skip.
  bool start();
  bool read(png_bytepp rows);
};

void read_png_bytes(png_structp png, png_bytep out, std::size_t count) {
  auto* decoder = static_cast<PngDecoder*>(png_get_io_ptr(png));
  if (count > decoder->data.size()) png_error(png, "the data end too early");
  std::memcpy(out, decoder->data.data(), count);
  decoder->data = decoder->data.subspan(count);
}

/// Chunks that libpng would unpack, some of them large, and that mien does not use.
void ignore_side_matters(png_structp png) {
  static constexpr char names[] =
      "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0sBIT\0sCAL\0sPLT\0sRGB\0sTER\0"
      "tEXt\0tIME\0tRNS\0zTXt";
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, reinterpret_cast<png_const_bytep>(names),
                              sizeof(names) / 5);
}

bool PngDecoder::start() {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, this, read_png_bytes);
  png_set_user_limits(png, max_side, max_side);
  ignore_side_matters(png);
  png_read_info(png, info);
  png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool PngDecoder::read(png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  // Reads on to the end chunk, so that a missing one is found.
  png_read_end(png, nullptr);
  return true;
}

[[noreturn]] void refuse_png(std::string_view name, std::string_view message) {
  throw Error(ErrorCode::input, fmt::format("{}: PNG damaged or cut short: {}", name, message));
}

}  // namespace

Image decode_png(Bytes data, Size size, std::string_view name) {
  PngDecoder decoder(data);
  if (decoder.info == nullptr) refuse_png(name, "not enough memory");
  if (!decoder.start()) refuse_png(name, decoder.errors.message.data());
  Image image(size.width, size.height);
  if (png_get_image_width(decoder.png, decoder.info) != static_cast<unsigned>(size.width) ||
      png_get_image_height(decoder.png, decoder.info) != static_cast<unsigned>(size.height) ||
      png_get_rowbytes(decoder.png, decoder.info) != static_cast<std::size_t>(image.stride())) {
    refuse_png(name, "several sizes");
  }
  std::vector<png_bytep> rows;
  rows.reserve(static_cast<std::size_t>(size.height));
  for (int y = 0; y < size.height; ++y) rows.push_back(image.mutable_row(y));
  if (!decoder.read(rows.data())) refuse_png(name, decoder.errors.message.data());
  return image;
}

}  // namespace mien::media
