#include "pixels/warp.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "media/noise_picture.h"
#include "media/picture_matrix.h"
#include "pixels/compare.h"

namespace mien::pixels {
namespace {

constexpr Affine maps[] = {{1, 0, 0, 0, 1, 0},
                           {0.9, -0.3, 4, 0.3, 0.9, -7},
                           {2.1, 0.4, -30, -0.4, 2.1, 9.5},
                           {0.3, 0, 20, 0, 0.3, 11},
                           {-1.02, 0.01, 80.25, 0.5, 1.3, -3.75},
                           {0.02, 0, 30, 0, 0.02, 20}};

/// @param flags of OpenCV: the interpolation, and cv::WARP_INVERSE_MAP if `map` is the way back
Image by_opencv(const Image& picture, const Affine& map, Size size, int flags, int border) {
  Image result(size.width, size.height);
  cv::Mat to = media::mutable_matrix_of(result);
  cv::warpAffine(media::matrix_of(picture), to, cv::Matx23d(map.data()), to.size(), flags, border);
  return result;
}

TEST(Warped, GivesTheBytesOfOpenCv) {
  for (const Size from : {Size{90, 70}, Size{5, 3}, Size{1, 1}}) {
    const Image picture = noise_picture(from.width, from.height, 2);
    for (const Affine& map : maps) {
      const Image result = warped(picture, inverse_of(map), {64, 48}, Border::constant);
      EXPECT_EQ(largest_difference(result, by_opencv(picture, map, {64, 48}, cv::INTER_LINEAR,
                                                     cv::BORDER_CONSTANT)),
                0)
          << map[0] << " of " << from.width;
    }
  }
}

TEST(Warped, SeesBeyondTheEdgesAsOpenCvDoes) {
  const Image picture = noise_picture(40, 30, 2);
  const int flags = cv::INTER_LINEAR | cv::WARP_INVERSE_MAP;
  for (const Affine& back : maps) {
    EXPECT_EQ(largest_difference(warped(picture, back, {64, 48}, Border::replicate),
                                 by_opencv(picture, back, {64, 48}, flags, cv::BORDER_REPLICATE)),
              0);
    EXPECT_EQ(largest_difference(warped(picture, back, {64, 48}, Border::reflect),
                                 by_opencv(picture, back, {64, 48}, flags, cv::BORDER_REFLECT_101)),
              0);
  }
}

TEST(WarpedByCubics, GivesTheBytesOfOpenCv) {
  for (const Size from : {Size{90, 70}, Size{5, 3}, Size{1, 1}}) {
    const Image picture = noise_picture(from.width, from.height, 2);
    for (const Affine& map : maps) {
      const Image result = warped_by_cubics(picture, inverse_of(map), {64, 48});
      EXPECT_EQ(largest_difference(result, by_opencv(picture, map, {64, 48}, cv::INTER_CUBIC,
                                                     cv::BORDER_CONSTANT)),
                0)
          << map[0] << " of " << from.width;
    }
  }
}

TEST(Warped, IsBlackWhereAMapLeadsNowhere) {
  const Image picture = noise_picture(9, 9, 2);
  for (const double odd : {std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity(), 1e300, -1e300}) {
    const Image result = warped(picture, {1, 0, odd, 0, 1, 0}, {8, 8}, Border::constant);
    for (int y = 0; y < 8; ++y) {
      for (int i = 0; i < 24; ++i) ASSERT_EQ(result.row(y)[i], 0);
    }
    // Somewhere is as good as elsewhere; it must not be read beyond the picture.
    (void)warped(picture, {odd, odd, odd, odd, odd, odd}, {8, 8}, Border::reflect);
    (void)warped_by_cubics(picture, {odd, 0, 0, 0, odd, 0}, {8, 8});
  }
}

TEST(InverseOf, LeadsBack) {
  const Affine map = {2, 1, 5, -1, 3, 7};
  const Affine back = inverse_of(map);
  const double x = map[0] * 4 + map[1] * 6 + map[2];
  const double y = map[3] * 4 + map[4] * 6 + map[5];
  EXPECT_NEAR(back[0] * x + back[1] * y + back[2], 4, 1e-12);
  EXPECT_NEAR(back[3] * x + back[4] * y + back[5], 6, 1e-12);
}

TEST(InverseOf, ShowsOnePixelWhereThereIsNoWayBack) {
  const Affine map = {1, 2, 3, 2, 4, 5};
  const Image picture = noise_picture(9, 9, 2);
  EXPECT_EQ(
      largest_difference(warped(picture, inverse_of(map), {8, 8}, Border::constant),
                         by_opencv(picture, map, {8, 8}, cv::INTER_LINEAR, cv::BORDER_CONSTANT)),
      0);
}

}  // namespace
}  // namespace mien::pixels
