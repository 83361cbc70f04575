#include "clip/template_match.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "media/noise_picture.h"
#include "media/picture_matrix.h"

namespace mien {
namespace {

pixels::Grey noise(Size size, std::uint32_t seed) {
  return grey_part(noise_picture(size.width, size.height, seed), 0, 0, size);
}

cv::Mat matrix_of(pixels::Grey& picture) {
  return {picture.size.height, picture.size.width, CV_8UC1, picture.values.data()};
}

TEST(MatchTemplate, AgreesWithOpenCv) {
  for (const Size window : {Size{32, 25}, Size{4, 4}, Size{60, 50}}) {
    pixels::Grey picture = noise({60, 50}, 1);
    pixels::Grey look = noise(window, 2);
    cv::Mat expected;
    cv::matchTemplate(matrix_of(picture), matrix_of(look), expected, cv::TM_CCOEFF_NORMED);
    const MatchMap map = match_template(picture, look);
    ASSERT_EQ(map.size, (Size{expected.cols, expected.rows}));
    for (int y = 0; y < map.size.height; ++y) {
      for (int x = 0; x < map.size.width; ++x) {
        // OpenCV multiplies by way of Fourier transforms in float.
        ASSERT_NEAR(map.at(x, y), expected.at<float>(y, x), 1e-4) << x << ", " << y;
      }
    }
  }
}

TEST(MatchTemplate, FitsNowhereWithoutContrast) {
  const pixels::Grey flat({20, 20});
  const pixels::Grey look = noise({5, 5}, 3);
  for (const float score : match_template(flat, look).scores) EXPECT_EQ(score, 0);
  for (const float score : match_template(noise({20, 20}, 3), pixels::Grey({5, 5})).scores) {
    EXPECT_EQ(score, 0);
  }
}

TEST(GreyPart, IsThatOfOpenCvWithRepeatedEdges) {
  const Image picture = noise_picture(30, 20, 4);
  cv::Mat grey;
  cv::cvtColor(media::matrix_of(picture), grey, cv::COLOR_RGB2GRAY);
  cv::Mat wide;
  cv::copyMakeBorder(grey, wide, 10, 10, 10, 10, cv::BORDER_REPLICATE);
  for (const cv::Rect& rect :
       {cv::Rect(0, 0, 30, 20), cv::Rect(-7, -3, 20, 12), cv::Rect(22, 15, 15, 10)}) {
    const pixels::Grey part = grey_part(picture, rect.x, rect.y, {rect.width, rect.height});
    const cv::Mat expected = wide({rect.x + 10, rect.y + 10, rect.width, rect.height});
    for (int y = 0; y < rect.height; ++y) {
      for (int x = 0; x < rect.width; ++x) {
        ASSERT_EQ(part.row(y)[x], expected.at<std::uint8_t>(y, x)) << x << ", " << y;
      }
    }
  }
}

TEST(Contrast, IsTheStandardDeviation) {
  pixels::Grey picture({2, 2});
  picture.values = {10, 20, 30, 40};
  EXPECT_NEAR(contrast(picture), 11.18034, 1e-5);
}

}  // namespace
}  // namespace mien
