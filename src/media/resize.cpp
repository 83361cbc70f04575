#include <fmt/format.h>

#include <opencv2/imgproc.hpp>

#include "media/picture_matrix.h"
#include "media/resize_antialiased.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

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
  Image result(size.width, size.height);
  cv::Mat to = media::mutable_matrix_of(result);
  try {
    cv::resize(media::matrix_of(image), to, to.size(), 0, 0,
               rule == ResizeRule::area ? cv::INTER_AREA : cv::INTER_LINEAR);
  } catch (const cv::Exception& error) {
    throw Error(ErrorCode::input, fmt::format("resize from {}x{} to {}x{}: {}", image.width(),
                                              image.height(), size.width, size.height, error.err));
  }
  return result;
}

}  // namespace mien
