#include <fmt/format.h>
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <vector>

#include "media/formats/decoders.h"
#include "mien/core/error.h"

namespace mien::media {

namespace {

struct CloseGif {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, CloseGif>;

int read_gif_bytes(GifFileType* gif, GifByteType* into, int count) {
  auto& rest = *static_cast<Bytes*>(gif->UserData);
  const std::size_t taken = std::min(rest.size(), static_cast<std::size_t>(std::max(count, 0)));
  std::memcpy(into, rest.data(), taken);
  rest = rest.subspan(taken);
  return static_cast<int>(taken);
}

class GifReader {
 public:
  GifReader(Bytes data, Size size, std::string_view name) : rest_(data), size_(size), name_(name) {
    int error = 0;
    gif_.reset(DGifOpen(&rest_, read_gif_bytes, &error));
    if (!gif_) fail(error);
  }

  /// The picture on white, which shows where it is transparent or does not reach.
  Image read() {
    Image image(size_.width, size_.height);
    std::fill_n(image.mutable_row(0),
                static_cast<std::size_t>(image.stride()) * static_cast<std::size_t>(size_.height),
                std::uint8_t{255});
    bool has_image = false;
    while (true) {
      GifRecordType record = UNDEFINED_RECORD_TYPE;
      require(DGifGetRecordType(gif_.get(), &record));
      switch (record) {
        case IMAGE_DESC_RECORD_TYPE:
          draw(image);
          has_image = true;
          break;
        case EXTENSION_RECORD_TYPE:
          read_extension();
          break;
        case TERMINATE_RECORD_TYPE:
          if (!has_image) fail(D_GIF_ERR_NO_IMAG_DSCR);
          return image;
        default:
          fail(D_GIF_ERR_WRONG_RECORD);
      }
    }
  }

 private:
  [[noreturn]] void fail(int error) const {
    const char* const reason = GifErrorString(error);
    throw Error(ErrorCode::input, fmt::format("{}: GIF damaged or cut short: {}", name_,
                                              reason == nullptr ? "unknown" : reason));
  }

  void require(int status) const {
    if (status != GIF_OK) fail(gif_->Error);
  }

  void read_extension() {
    int code = 0;
    GifByteType* block = nullptr;
    require(DGifGetExtension(gif_.get(), &code, &block));
    while (block != nullptr) {
      GraphicsControlBlock control;
      if (code == GRAPHICS_EXT_FUNC_CODE &&
          DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
        transparent_ = control.TransparentColor;
      }
      require(DGifGetExtensionNext(gif_.get(), &block));
    }
  }

  void draw(Image& image) {
    require(DGifGetImageDesc(gif_.get()));
    const GifImageDesc& place = gif_->Image;
    const ColorMapObject* const colours =
        place.ColorMap != nullptr ? place.ColorMap : gif_->SColorMap;
    if (colours == nullptr) fail(D_GIF_ERR_NO_COLOR_MAP);
    if (place.Width < 1 || place.Height < 1) fail(D_GIF_ERR_NO_IMAG_DSCR);
    std::vector<GifPixelType> row(static_cast<std::size_t>(place.Width));
    struct Pass {
      int first;
      int step;
    };
    constexpr std::array<Pass, 4> interlaced = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
    constexpr std::array<Pass, 1> plain = {{{0, 1}}};
    const std::span<const Pass> passes =
        place.Interlace ? std::span<const Pass>(interlaced) : std::span<const Pass>(plain);
    for (const auto [first, step] : passes) {
      for (int y = first; y < place.Height; y += step) {
        require(DGifGetLine(gif_.get(), row.data(), place.Width));
        const int target = place.Top + y;
        if (target < image.height()) draw_row(row, *colours, place.Left, image, target);
      }
    }
  }

  void draw_row(std::span<const GifPixelType> row, const ColorMapObject& colours, int left,
                Image& image, int y) const {
    for (int x = left; x < image.width() && x - left < static_cast<int>(row.size()); ++x) {
      const int index = row[static_cast<std::size_t>(x - left)];
      if (index == transparent_) continue;
      if (index >= colours.ColorCount) fail(D_GIF_ERR_IMAGE_DEFECT);
      const GifColorType& colour = colours.Colors[index];
      std::uint8_t* const pixel = image.mutable_row(y) + std::ptrdiff_t{3} * x;
      pixel[0] = colour.Red;
      pixel[1] = colour.Green;
      pixel[2] = colour.Blue;
    }
  }

  Bytes rest_;  ///< what is not yet read
  Size size_;
  std::string_view name_;
  Gif gif_;
  int transparent_ = NO_TRANSPARENT_COLOR;
};

}  // namespace

Image decode_gif(Bytes data, Size size, std::string_view name) {
  return GifReader(data, size, name).read();
}

}  // namespace mien::media
