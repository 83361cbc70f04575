#include "phone/pixels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <random>

#include "mien/core/error.h"
#include "mien/media/image_io.h"

namespace mien::phone {
namespace {

/// Noise that changes from pixel to pixel less than white noise does.
Image noise(int width, int height) {
  Image image(width, height);
  std::mt19937 random(static_cast<std::uint32_t>(width * 1000 + height));
  for (int y = 0; y < height; ++y) {
    std::uint8_t* row = image.mutable_row(y);
    for (int i = 0; i < 3 * width; ++i) {
      row[i] = static_cast<std::uint8_t>((random() % 128 + static_cast<unsigned>(2 * y + i)) % 256);
    }
  }
  return image;
}

int largest_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.size(), b.size());
  int largest = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int i = 0; i < 3 * a.width(); ++i) {
      largest = std::max(largest, std::abs(int{a.row(y)[i]} - int{b.row(y)[i]}));
    }
  }
  return largest;
}

struct Sizes {
  Size from;
  Size to;
};

constexpr Sizes sizes[] = {{{640, 480}, {320, 240}}, {{641, 479}, {320, 240}},
                           {{50, 60}, {192, 192}},   {{300, 40}, {100, 80}},
                           {{7, 5}, {7, 5}},         {{1, 1}, {4, 4}},
                           {{123, 217}, {160, 160}}, {{999, 3}, {10, 2}}};

TEST(PixelsTest, ResizesAsOpenCvDoes) {
  for (const Sizes& tried : sizes) {
    const Image image = noise(tried.from.width, tried.from.height);
    for (const ResizeRule rule : {ResizeRule::bilinear, ResizeRule::area}) {
      EXPECT_LE(largest_difference(resized(image, tried.to, rule), resize(image, tried.to, rule)),
                1)
          << tried.from.width << "x" << tried.from.height << " to " << tried.to.width;
    }
  }
}

TEST(PixelsTest, RefusesWhatItCannotResize) {
  EXPECT_THROW((void)resized({}, {4, 4}, ResizeRule::area), Error);
  EXPECT_THROW((void)resized(noise(4, 4), {0, 4}, ResizeRule::area), Error);
  EXPECT_THROW((void)resized(noise(4, 4), {2, 2}, ResizeRule::antialias), Error);
}

TEST(PixelsTest, WarpsAsOpenCvDoes) {
  const Image image = noise(90, 70);
  for (const AffineMap& map :
       {AffineMap{1, 0, 0, 0, 1, 0}, AffineMap{0.9F, -0.3F, 4, 0.3F, 0.9F, -7},
        AffineMap{2.1F, 0.4F, -30, -0.4F, 2.1F, 9.5F}, AffineMap{0.3F, 0, 20, 0, 0.3F, 11}}) {
    const Size size{64, 48};
    Image expected(size.width, size.height);
    const cv::Mat from(image.height(), image.width(), CV_8UC3,
                       const_cast<std::uint8_t*>(image.row(0)),
                       static_cast<std::size_t>(image.stride()));
    cv::Mat to(size.height, size.width, CV_8UC3, expected.mutable_row(0));
    cv::warpAffine(from, to, cv::Matx23f(map.data()), to.size(), cv::INTER_LINEAR,
                   cv::BORDER_CONSTANT);
    // OpenCV rounds places to a 32nd of a pixel in steps that may fall on another one.
    const Image result = warped(image, map, size);
    int off = 0;
    for (int y = 0; y < size.height; ++y) {
      for (int i = 0; i < 3 * size.width; ++i) {
        off += std::abs(int{result.row(y)[i]} - int{expected.row(y)[i]}) > 2 ? 1 : 0;
      }
    }
    EXPECT_LE(off, 3 * size.width * size.height / 50) << map[0];
    EXPECT_LE(largest_difference(result, expected), 10);
  }
}

TEST(PixelsTest, RefusesMapsWithoutAnInverse) {
  EXPECT_THROW((void)warped(noise(4, 4), {1, 1, 0, 1, 1, 0}, {4, 4}), Error);
}

}  // namespace
}  // namespace mien::phone
