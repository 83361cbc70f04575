#include "media/orientation.h"

#include <fmt/format.h>

#include <utility>

#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pixels/turn.h"

namespace mien::media {

Image make_upright(Image image, int orientation) {
  Image result = orientation >= 5 ? pixels::transposed(image) : std::move(image);
  const bool columns = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
  const bool rows = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
  if (columns) pixels::mirror_columns(result);
  if (rows) pixels::mirror_rows(result);
  return result;
}

}  // namespace mien::media

namespace mien {

Image turned(const Image& image, int degrees) {
  if (image.empty()) throw Error(ErrorCode::input, "picture: expected pixels, found none");
  const Image view = Image::view(image.row(0), image.width(), image.height(), image.stride());
  // As EXIF numbers the turns.
  switch (degrees) {
    case 0:
      return pixels::owned(image);
    case 90:
      return media::make_upright(view, 6);
    case 180:
      return media::make_upright(pixels::owned(image), 3);
    case 270:
      return media::make_upright(view, 8);
    default:
      throw Error(ErrorCode::usage,
                  fmt::format("degrees: expected 0, 90, 180 or 270, found {}", degrees));
  }
}

}  // namespace mien
