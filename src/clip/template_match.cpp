#include "clip/template_match.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace mien {

namespace {

/// A picture in 16 bits: processors multiply and add these in pairs.
class WidePicture {
 public:
  explicit WidePicture(const pixels::Grey& picture)
      : width_(picture.size.width), values_(picture.values.begin(), picture.values.end()) {}

  [[nodiscard]] const std::int16_t* row(int y) const {
    return values_.data() + static_cast<std::ptrdiff_t>(y) * width_;
  }

 private:
  int width_;
  std::vector<std::int16_t> values_;
};

/// The sum of the products of two rows; at most 32,768 values of 0 to 255.
std::int32_t product(const std::int16_t* a, const std::int16_t* b, int count) {
  std::int32_t sum = 0;
  for (int i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

struct Moments {
  double sum = 0;
  double squares = 0;
};

Moments moments_of(const pixels::Grey& picture) {
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  for (const std::uint8_t value : picture.values) {
    sum += value;
    squares += std::int64_t{value} * value;
  }
  return {static_cast<double>(sum), static_cast<double>(squares)};
}

/// Sums over windows of the size of a template, from running sums of all rectangles.
class WindowSums {
 public:
  WindowSums(const pixels::Grey& picture, Size window)
      : window_(window),
        width_(static_cast<std::size_t>(picture.size.width) + 1),
        sums_(width_ * (static_cast<std::size_t>(picture.size.height) + 1)),
        squares_(sums_.size()) {
    for (int y = 0; y < picture.size.height; ++y) {
      std::int64_t sum = 0;
      std::int64_t squares = 0;
      for (int x = 0; x < picture.size.width; ++x) {
        const std::int64_t value = picture.row(y)[x];
        sum += value;
        squares += value * value;
        sums_[at(x + 1, y + 1)] = sums_[at(x + 1, y)] + sum;
        squares_[at(x + 1, y + 1)] = squares_[at(x + 1, y)] + squares;
      }
    }
  }

  [[nodiscard]] Moments window(int x, int y) const {
    const auto over = [&](const std::vector<std::int64_t>& all) {
      return static_cast<double>(all[at(x + window_.width, y + window_.height)] -
                                 all[at(x + window_.width, y)] - all[at(x, y + window_.height)] +
                                 all[at(x, y)]);
    };
    return {over(sums_), over(squares_)};
  }

 private:
  [[nodiscard]] std::size_t at(int x, int y) const {
    return static_cast<std::size_t>(y) * width_ + static_cast<std::size_t>(x);
  }

  Size window_;
  std::size_t width_;
  std::vector<std::int64_t> sums_;
  std::vector<std::int64_t> squares_;
};

double spread(const Moments& moments, double count) {
  return std::max(moments.squares - moments.sum * moments.sum / count, 0.0);
}

}  // namespace

MatchMap match_template(const pixels::Grey& picture, const pixels::Grey& look) {
  const Size window = look.size;
  const double count = static_cast<double>(window.width) * window.height;
  const Moments whole = moments_of(look);
  const double look_spread = spread(whole, count);
  const WindowSums sums(picture, window);
  const WidePicture wide(picture);
  const WidePicture wide_look(look);
  MatchMap map{{picture.size.width - window.width + 1, picture.size.height - window.height + 1},
               {}};
  map.scores.reserve(static_cast<std::size_t>(map.size.width) *
                     static_cast<std::size_t>(map.size.height));
  for (int y = 0; y < map.size.height; ++y) {
    for (int x = 0; x < map.size.width; ++x) {
      std::int64_t products = 0;
      for (int row = 0; row < window.height; ++row) {
        products += product(wide.row(y + row) + x, wide_look.row(row), window.width);
      }
      const Moments window_moments = sums.window(x, y);
      const double shared = static_cast<double>(products) - window_moments.sum * whole.sum / count;
      const double scale = std::sqrt(spread(window_moments, count) * look_spread);
      const double score = scale > 0 ? std::clamp(shared / scale, -1.0, 1.0) : 0.0;
      map.scores.push_back(static_cast<float>(score));
    }
  }
  return map;
}

pixels::Grey grey_part(const Image& picture, int x, int y, Size part) {
  // Shares of the three colours in 32768ths, as OpenCV has them.
  constexpr int red = 9798;
  constexpr int green = 19235;
  constexpr int blue = 3735;
  constexpr int bits = 15;
  pixels::Grey result(part);
  const int first = std::clamp(-x, 0, part.width);
  const int last = std::clamp(picture.width() - x, first, part.width);
  for (int row = 0; row < part.height; ++row) {
    const std::uint8_t* from = picture.row(std::clamp(y + row, 0, picture.height() - 1)) +
                               static_cast<std::ptrdiff_t>(std::max(x, 0)) * Image::channels;
    std::uint8_t* const to = result.row(row);
    for (int i = first; i < last; ++i, from += Image::channels) {
      to[i] = static_cast<std::uint8_t>(
          (red * from[0] + green * from[1] + blue * from[2] + (1 << (bits - 1))) >> bits);
    }
    std::fill(to, to + first, to[first]);
    std::fill(to + last, to + part.width, to[last - 1]);
  }
  return result;
}

double contrast(const pixels::Grey& picture) {
  const auto count = static_cast<double>(picture.values.size());
  return std::sqrt(spread(moments_of(picture), count) / count);
}

}  // namespace mien
