#include "pixels/linear.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "media/noise_picture.h"
#include "media/picture_matrix.h"
#include "pixels/area.h"
#include "pixels/compare.h"

namespace mien::pixels {
namespace {

struct Sizes {
  Size from;
  Size to;
};

constexpr Sizes all_sizes[] = {
    {{641, 479}, {320, 240}}, {{50, 60}, {192, 192}},   {{300, 40}, {100, 80}}, {{7, 5}, {7, 5}},
    {{1, 1}, {4, 4}},         {{123, 217}, {160, 160}}, {{999, 3}, {10, 2}},    {{2, 2}, {5, 3}},
    {{20, 15}, {47, 31}},     {{33, 33}, {32, 34}}};

Image by_opencv(const Image& picture, Size size, int interpolation) {
  Image result(size.width, size.height);
  cv::Mat to = media::mutable_matrix_of(result);
  cv::resize(media::matrix_of(picture), to, to.size(), 0, 0, interpolation);
  return result;
}

TEST(LinearResized, GivesTheBytesOfOpenCv) {
  for (const Sizes& sizes : all_sizes) {
    const Image picture = noise_picture(sizes.from.width, sizes.from.height, 3);
    EXPECT_EQ(largest_difference(linear_resized(picture, sizes.to, Positions::centres),
                                 by_opencv(picture, sizes.to, cv::INTER_LINEAR)),
              0)
        << sizes.from.width << "x" << sizes.from.height << " to " << sizes.to.width;
  }
}

TEST(LinearResized, GrowsByAreasWithTheBytesOfOpenCv) {
  for (const Sizes& sizes : all_sizes) {
    if (sizes.to.width <= sizes.from.width && sizes.to.height <= sizes.from.height) continue;
    const Image picture = noise_picture(sizes.from.width, sizes.from.height, 4);
    EXPECT_EQ(largest_difference(area_resized(picture, sizes.to),
                                 by_opencv(picture, sizes.to, cv::INTER_AREA)),
              0)
        << sizes.from.width << "x" << sizes.from.height << " to " << sizes.to.width;
  }
}

TEST(LinearResized, TakesGreyPicturesToo) {
  Grey picture({31, 17});
  for (std::size_t i = 0; i < picture.values.size(); ++i) {
    picture.values[i] = static_cast<std::uint8_t>(i * i % 251);
  }
  for (const Size size : {Size{40, 20}, Size{9, 30}}) {
    const cv::Mat from(17, 31, CV_8UC1, picture.values.data());
    cv::Mat to;
    cv::resize(from, to, {size.width, size.height}, 0, 0, cv::INTER_LINEAR);
    const Grey result = linear_resized(picture, size, Positions::centres);
    EXPECT_TRUE(std::equal(result.values.begin(), result.values.end(), to.ptr()));
  }
}

}  // namespace
}  // namespace mien::pixels
