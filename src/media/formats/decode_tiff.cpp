#include <fmt/format.h>
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "media/formats/decoders.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

/// The data as libtiff's file, and the first error that libtiff told of.
struct TiffSource {
  Bytes data;
  std::size_t position = 0;
  std::array<char, 1024> message{};  // as long as TIFFRGBAImageBegin asks for
};

TiffSource& source(thandle_t handle) { return *static_cast<TiffSource*>(handle); }

tmsize_t read_tiff_bytes(thandle_t handle, void* out, tmsize_t count) {
  TiffSource& from = source(handle);
  if (count <= 0 || from.position >= from.data.size()) return 0;
  const std::size_t available =
      std::min(static_cast<std::size_t>(count), from.data.size() - from.position);
  std::memcpy(out, from.data.data() + from.position, available);
  from.position += available;
  return static_cast<tmsize_t>(available);
}

tmsize_t write_nothing(thandle_t /*handle*/, void* /*data*/, tmsize_t /*count*/) { return 0; }

toff_t seek(thandle_t handle, toff_t offset, int from_where) {
  TiffSource& from = source(handle);
  const std::size_t start = from_where == SEEK_CUR   ? from.position
                            : from_where == SEEK_END ? from.data.size()
                                                     : 0;
  return from.position = start + offset;
}

int close_nothing(thandle_t /*handle*/) { return 0; }

toff_t tiff_size(thandle_t handle) { return source(handle).data.size(); }

int keep_error(TIFF* /*tiff*/, void* user, const char* /*module*/, const char* format,
               std::va_list values) {
  auto& message = static_cast<TiffSource*>(user)->message;
  if (message.front() == '\0') std::vsnprintf(message.data(), message.size(), format, values);
  return 1;  // nobody else need hear of it
}

int drop_warning(TIFF* /*tiff*/, void* /*user*/, const char* /*module*/, const char* /*format*/,
                 std::va_list /*values*/) {
  return 1;
}

using Tiff = std::unique_ptr<TIFF, decltype(&TIFFClose)>;

/// @param most_bytes the most that libtiff may allocate at once
Tiff open(TiffSource& from, std::int64_t most_bytes) {
  const std::unique_ptr<TIFFOpenOptions, decltype(&TIFFOpenOptionsFree)> options(
      TIFFOpenOptionsAlloc(), TIFFOpenOptionsFree);
  if (options == nullptr) return {nullptr, TIFFClose};
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), most_bytes);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_error, &from);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), drop_warning, &from);
  // "m": no memory mapping, so that all reading goes through the checks of read_bytes.
  return {TIFFClientOpenExt("", "rm", &from, read_tiff_bytes, write_nothing, seek, close_nothing,
                            tiff_size, nullptr, nullptr, options.get()),
          TIFFClose};
}

/// libtiff multiplies the colours with an alpha channel that is "unassociated"; mien drops alpha.
void make_alpha_inert(TIFF* tiff) {
  std::uint16_t count = 0;
  std::uint16_t* kinds = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) != 1 || count == 0) return;
  std::array<std::uint16_t, 1> inert{EXTRASAMPLE_ASSOCALPHA};
  if (count == 1) TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, inert.data());
}

/// Rows that are stored, and so decoded, together.
std::uint32_t rows_at_once(TIFF* tiff, std::uint32_t height) {
  std::uint32_t rows = 0;
  if (TIFFIsTiled(tiff) != 0) {
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &rows);
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  }
  return rows == 0 ? height : std::min(rows, height);
}

struct RgbaReader {
  TIFFRGBAImage state{};
  bool started = false;

  RgbaReader(TIFF* tiff, TiffSource& from) {
    started = TIFFRGBAImageBegin(&state, tiff, 1, from.message.data()) == 1;
  }
  ~RgbaReader() {
    if (started) TIFFRGBAImageEnd(&state);
  }
  RgbaReader(const RgbaReader&) = delete;
  RgbaReader& operator=(const RgbaReader&) = delete;
};

bool read_rows(RgbaReader& reader, const TiffSource& from, std::uint32_t rows, Image& image) {
  const auto width = static_cast<std::uint32_t>(image.width());
  const auto height = static_cast<std::uint32_t>(image.height());
  const auto pixels =
      std::make_unique_for_overwrite<std::uint32_t[]>(static_cast<std::size_t>(width) * rows);
  // The rows as they are stored: the caller turns the picture.
  reader.state.req_orientation = reader.state.orientation;
  for (std::uint32_t y = 0; y < height; y += rows) {
    const std::uint32_t count = std::min(rows, height - y);
    reader.state.row_offset = static_cast<int>(y);
    reader.state.col_offset = 0;
    if (TIFFRGBAImageGet(&reader.state, pixels.get(), width, count) != 1) return false;
    if (from.message.front() != '\0') return false;
    const std::uint32_t* in = pixels.get();
    for (std::uint32_t row = 0; row < count; ++row) {
      std::uint8_t* out = image.mutable_row(static_cast<int>(y + row));
      for (std::uint32_t x = 0; x < width; ++x, ++in) {
        *out++ = static_cast<std::uint8_t>(TIFFGetR(*in));
        *out++ = static_cast<std::uint8_t>(TIFFGetG(*in));
        *out++ = static_cast<std::uint8_t>(TIFFGetB(*in));
      }
    }
  }
  return true;
}

[[noreturn]] void refuse_tiff(std::string_view name, const TiffSource& from) {
  const std::string_view message = from.message.data();
  throw Error(ErrorCode::input,
              fmt::format("{}: TIFF damaged, cut short or of an unknown kind: {}", name,
                          message.empty() ? "the pixels cannot be decoded" : message));
}

}  // namespace

Image decode_tiff(Bytes data, Size size, std::string_view name) {
  TiffSource from{data};
  // 16 bytes a pixel are more than any kind that libtiff turns into RGB has.
  const std::int64_t most_bytes = std::int64_t{16} * size.width * size.height + (1 << 24);
  const Tiff tiff = open(from, most_bytes);
  if (tiff == nullptr) refuse_tiff(name, from);
  std::uint16_t compression = 0;
  TIFFGetFieldDefaulted(tiff.get(), TIFFTAG_COMPRESSION, &compression);
  if (compression == COMPRESSION_OJPEG) {
    throw Error(ErrorCode::input,
                fmt::format("{}: TIFF with old-style JPEG inside is not supported", name));
  }
  make_alpha_inert(tiff.get());
  RgbaReader reader(tiff.get(), from);
  if (!reader.started) refuse_tiff(name, from);
  if (reader.state.width != static_cast<std::uint32_t>(size.width) ||
      reader.state.height != static_cast<std::uint32_t>(size.height)) {
    refuse_tiff(name, from);
  }
  Image image(size.width, size.height);
  const std::uint32_t rows = rows_at_once(tiff.get(), reader.state.height);
  if (!read_rows(reader, from, rows, image)) refuse_tiff(name, from);
  return image;
}

}  // namespace mien::media
