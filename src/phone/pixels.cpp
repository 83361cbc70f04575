#include "phone/pixels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "detect/area_resize.h"
#include "detect/cnn_kernels.h"
#include "mien/core/error.h"

namespace mien::phone {

namespace {

constexpr int channels = Image::channels;

/// Weights of two neighbours in 2048ths, as OpenCV has them.
constexpr int weight_bits = 11;
constexpr int weight_one = 1 << weight_bits;

/// Along one axis, the first of two neighbouring source pixels and the second one's weight.
struct Neighbours {
  int first = 0;
  int second = 0;
  int weight = 0;
};

std::vector<Neighbours> neighbours(int source, int target) {
  std::vector<Neighbours> result;
  result.reserve(static_cast<std::size_t>(target));
  const double scale = static_cast<double>(source) / target;
  for (int i = 0; i < target; ++i) {
    const auto position = static_cast<float>((i + 0.5) * scale - 0.5);
    int first = static_cast<int>(std::floor(position));
    float share = position - static_cast<float>(first);
    if (first < 0) {
      first = 0;
      share = 0;
    }
    if (first >= source - 1) {
      first = source - 1;
      share = 0;
    }
    const int weight = static_cast<int>(std::lround(share * weight_one));
    result.push_back({first, std::min(first + 1, source - 1), weight});
  }
  return result;
}

Image bilinear(const Image& image, Size size) {
  const std::vector<Neighbours> across = neighbours(image.width(), size.width);
  const std::vector<Neighbours> down = neighbours(image.height(), size.height);
  const auto count = static_cast<std::size_t>(size.width) * channels;
  // Rows of the picture that were resized across, kept while they are needed.
  std::vector<int> rows[2] = {std::vector<int>(count), std::vector<int>(count)};
  int kept[2] = {-1, -1};
  const auto row_of = [&](int y, int avoid) {
    for (int i = 0; i < 2; ++i) {
      if (kept[i] == y) return i;
    }
    const int slot = avoid == 0 ? 1 : 0;
    kept[slot] = y;
    const std::uint8_t* from = image.row(y);
    int* to = rows[slot].data();
    for (const Neighbours& x : across) {
      const std::uint8_t* a = from + static_cast<std::ptrdiff_t>(x.first) * channels;
      const std::uint8_t* b = from + static_cast<std::ptrdiff_t>(x.second) * channels;
      for (int c = 0; c < channels; ++c) {
        *to++ = a[c] * (weight_one - x.weight) + b[c] * x.weight;
      }
    }
    return slot;
  };
  Image result(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    const Neighbours& rule = down[static_cast<std::size_t>(y)];
    const int first = row_of(rule.first, -1);
    const int second = row_of(rule.second, first);
    const int* a = rows[first].data();
    const int* b = rows[second].data();
    std::uint8_t* out = result.mutable_row(y);
    for (std::size_t i = 0; i < count; ++i) {
      // The steps of OpenCV's own loop, which drops bits on the way.
      const int sum = (((weight_one - rule.weight) * (a[i] >> 4)) >> 16) +
                      ((rule.weight * (b[i] >> 4)) >> 16) + 2;
      out[i] = static_cast<std::uint8_t>(std::clamp(sum >> 2, 0, 255));
    }
  }
  return result;
}

void require(const Image& image, Size size) {
  if (image.empty()) {
    throw Error(ErrorCode::input, "resize: expected a picture, found an empty one");
  }
  if (size.width < 1 || size.height < 1) {
    throw Error(ErrorCode::input, fmt::format("resize: expected a size of at least 1x1, found "
                                              "{}x{}",
                                              size.width, size.height));
  }
}

}  // namespace

Image resized(const Image& image, Size size, ResizeRule rule) {
  require(image, size);
  if (rule == ResizeRule::antialias) {
    throw Error(ErrorCode::input, "resize: expected bilinear or area, found antialias");
  }
  // OpenCV takes the mean of four pixels where both sides are halved.
  const bool halved = image.width() == 2 * size.width && image.height() == 2 * size.height;
  return rule == ResizeRule::area || halved
             ? detect::area_resize(*detect::supported_kernels().front(), image, size)
             : bilinear(image, size);
}

Image warped(const Image& image, const AffineMap& map, Size size) {
  require(image, size);
  const auto [a, b, c, d, e, f] = map;
  const double determinant = static_cast<double>(a) * e - static_cast<double>(b) * d;
  if (determinant == 0 || !std::isfinite(determinant)) {
    throw Error(ErrorCode::input, "warp: expected a map with an inverse, found one without");
  }
  // From points of the answer back to points of the picture.
  const double xx = e / determinant;
  const double xy = -b / determinant;
  const double yx = -d / determinant;
  const double yy = a / determinant;
  const double x0 = -(xx * c + xy * f);
  const double y0 = -(yx * c + yy * f);
  constexpr double steps = 32;
  constexpr double far = 1e6;
  Image result(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    std::uint8_t* out = result.mutable_row(y);
    for (int x = 0; x < size.width; ++x) {
      const double from_x =
          std::clamp(std::floor((xx * x + xy * y + x0) * steps + 0.5) / steps, -far, far);
      const double from_y =
          std::clamp(std::floor((yx * x + yy * y + y0) * steps + 0.5) / steps, -far, far);
      const int left = static_cast<int>(std::floor(from_x));
      const int top = static_cast<int>(std::floor(from_y));
      const double right_share = from_x - left;
      const double low_share = from_y - top;
      double pixel[channels] = {};
      for (int row = 0; row < 2; ++row) {
        for (int column = 0; column < 2; ++column) {
          const int at_x = left + column;
          const int at_y = top + row;
          if (at_x < 0 || at_y < 0 || at_x >= image.width() || at_y >= image.height()) continue;
          const double weight = (column == 0 ? 1 - right_share : right_share) *
                                (row == 0 ? 1 - low_share : low_share);
          const std::uint8_t* from = image.row(at_y) + static_cast<std::ptrdiff_t>(at_x) * channels;
          for (int k = 0; k < channels; ++k) pixel[k] += weight * from[k];
        }
      }
      for (const double value : pixel) *out++ = static_cast<std::uint8_t>(value + 0.5);
    }
  }
  return result;
}

}  // namespace mien::phone
