#include "detect/resample.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <vector>

#include "media/noise_picture.h"

namespace mien::detect {
namespace {

/// OpenCV's answer for a region with zeros outside the picture, in floats.
cv::Mat expected(const Image& image, const cv::Rect& region, const cv::Size& target) {
  cv::Mat padded = cv::Mat::zeros(region.size(), CV_32FC3);
  for (int y = 0; y < region.height; ++y) {
    for (int x = 0; x < region.width; ++x) {
      const int from_x = region.x + x;
      const int from_y = region.y + y;
      if (from_x < 0 || from_y < 0 || from_x >= image.width() || from_y >= image.height()) continue;
      const std::uint8_t* pixel = image.row(from_y) + static_cast<std::ptrdiff_t>(from_x) * 3;
      padded.at<cv::Vec3f>(y, x) = cv::Vec3f(pixel[0], pixel[1], pixel[2]);
    }
  }
  cv::Mat resized;
  cv::resize(padded, resized, target, 0, 0, cv::INTER_AREA);
  return (resized - cv::Scalar::all(127.5)) / 128;
}

struct Case {
  Size picture;
  cv::Rect region;
  Size target;
};

class ResamplerTest : public testing::TestWithParam<Case> {};

TEST_P(ResamplerTest, AgreesWithOpenCv) {
  const Case& c = GetParam();
  const Image image = noise_picture(c.picture.width, c.picture.height, 5);
  const cv::Mat reference = expected(image, c.region, {c.target.width, c.target.height});
  const Resampler resampler(image, c.region.x, c.region.y, {c.region.width, c.region.height},
                            c.target);
  for (const CnnKernels* kernels : supported_kernels()) {
    ResamplerRows buffers;
    std::vector<float> row(3 * static_cast<std::size_t>(c.target.width) + 1);
    for (int y = 0; y < c.target.height; ++y) {
      resampler.row(*kernels, y, buffers, row.data());
      for (int i = 0; i < 3 * c.target.width; ++i) {
        ASSERT_NEAR(row[static_cast<std::size_t>(i)], reference.ptr<float>(y)[i], 2e-5)
            << kernels->name << " row " << y << " value " << i;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Regions, ResamplerTest,
    testing::Values(
        Case{{64, 48}, {0, 0, 64, 48}, {64, 48}}, Case{{100, 80}, {0, 0, 100, 80}, {31, 25}},
        Case{{200, 130}, {0, 0, 200, 130}, {60, 39}}, Case{{97, 61}, {0, 0, 97, 61}, {96, 60}},
        Case{{100, 80}, {20, 10, 48, 48}, {24, 24}}, Case{{100, 80}, {20, 10, 57, 57}, {24, 24}},
        Case{{100, 80}, {-7, -9, 57, 57}, {24, 24}}, Case{{100, 80}, {70, 60, 57, 57}, {24, 24}},
        Case{{20, 20}, {-30, -25, 90, 90}, {48, 48}}, Case{{100, 80}, {30, 30, 17, 17}, {24, 24}},
        Case{{100, 80}, {-3, 70, 31, 31}, {48, 48}}, Case{{9, 9}, {4, 4, 1, 1}, {24, 24}},
        Case{{300, 200}, {10, 20, 30, 31}, {24, 48}}));

}  // namespace
}  // namespace mien::detect
