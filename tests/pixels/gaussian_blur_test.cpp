#include "pixels/gaussian_blur.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "media/noise_picture.h"
#include "media/picture_matrix.h"

namespace mien::pixels {
namespace {

TEST(GaussianBlurred, AgreesWithOpenCvInFloats) {
  for (const Size size : {Size{64, 48}, Size{3, 90}, Size{1, 1}}) {
    const Image picture = noise_picture(size.width, size.height, 6);
    for (const double sigma : {0.1, 0.5, 1.0, 2.3, 16.0}) {
      // OpenCV's kernel for 8 bits has weights in 256ths, which are up to 3 levels off.
      cv::Mat expected;
      media::matrix_of(picture).convertTo(expected, CV_32F);
      const int side = cvRound(6 * sigma + 1) | 1;
      cv::GaussianBlur(expected, expected, {side, side}, sigma, sigma, cv::BORDER_REPLICATE);
      const Image blurred = gaussian_blurred(picture, sigma);
      for (int y = 0; y < size.height; ++y) {
        for (int i = 0; i < Image::channels * size.width; ++i) {
          ASSERT_NEAR(blurred.row(y)[i], expected.ptr<float>(y)[i], 0.51) << sigma;
        }
      }
    }
  }
}

}  // namespace
}  // namespace mien::pixels
