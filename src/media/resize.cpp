#include <fmt/format.h>

#include "media/resize_antialiased.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"
#include "pixels/area.h"
#include "pixels/linear.h"

namespace mien {

Image resize(const Image& image, Size size, ResizeRule rule) {
  if (image.empty()) {
    throw Error(ErrorCode::input, "resize: expected a picture, found an empty one");
  }
  if (size.width < 1 || size.height < 1) {
    throw Error(ErrorCode::input,
                fmt::format("resize: expected a size of at least 1x1, found {}x{}", size.width,
                            size.height));
  }
  if (rule == ResizeRule::antialias) return media::resize_antialiased(image, size);
  // Where both sides are halved, OpenCV's two rules are one.
  const bool halves = image.width() == 2 * size.width && image.height() == 2 * size.height;
  if (rule == ResizeRule::area || halves) return pixels::area_resized(image, size);
  return pixels::linear_resized(image, size, pixels::Positions::centres);
}

}  // namespace mien
