#include "pixels/area.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "detect/cnn_kernels.h"
#include "media/noise_picture.h"
#include "media/picture_matrix.h"
#include "pixels/compare.h"

namespace mien::pixels {
namespace {

struct Shrinking {
  Size from;
  Size to;
};

Image by_opencv(const Image& picture, Size size) {
  Image result(size.width, size.height);
  cv::Mat to = media::mutable_matrix_of(result);
  cv::resize(media::matrix_of(picture), to, to.size(), 0, 0, cv::INTER_AREA);
  return result;
}

/// The plain loop, and those of the detectors.
std::vector<WeightedRows> all_loops() {
  std::vector<WeightedRows> loops = {&weighted_rows};
  for (const detect::CnnKernels* kernels : detect::supported_kernels()) {
    loops.push_back(kernels->weighted_rows);
  }
  return loops;
}

class AreaReducedTest : public testing::TestWithParam<Shrinking> {};

TEST_P(AreaReducedTest, AgreesWithOpenCvButForRounding) {
  const auto [from, to] = GetParam();
  const Image picture = noise_picture(from.width, from.height, 11);
  const Image expected = by_opencv(picture, to);
  for (const WeightedRows rows : all_loops()) {
    const Image small = area_reduced(picture, to, rows);
    ASSERT_EQ(small.size(), to);
    int different = 0;
    for (int y = 0; y < to.height; ++y) {
      for (int i = 0; i < to.width * Image::channels; ++i) {
        const int difference = std::abs(small.row(y)[i] - expected.row(y)[i]);
        ASSERT_LE(difference, 1) << "row " << y << " value " << i;
        different += difference;
      }
    }
    // Ties are frequent where whole pixels are averaged: of a half, one in eight is rounded
    // otherwise.
    const bool whole = from.width % to.width == 0 && from.height % to.height == 0;
    const double most = whole ? 0.15 : 0.001;
    EXPECT_LE(different, 1 + most * to.width * to.height * Image::channels);
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, AreaReducedTest,
    testing::Values(Shrinking{{1920, 1280}, {640, 427}}, Shrinking{{640, 427}, {320, 214}},
                    Shrinking{{1280, 720}, {640, 360}}, Shrinking{{300, 200}, {100, 50}},
                    Shrinking{{37, 23}, {37, 11}}, Shrinking{{64, 48}, {16, 12}},
                    Shrinking{{31, 17}, {31, 17}}, Shrinking{{7, 5}, {1, 1}},
                    Shrinking{{1, 1}, {1, 1}}));

TEST(AreaResized, HalvesWithTheBytesOfOpenCv) {
  const Image picture = noise_picture(86, 54, 5);
  EXPECT_EQ(largest_difference(area_resized(picture, {43, 27}), by_opencv(picture, {43, 27})), 0);
}

TEST(AreaResized, TakesGreyPicturesToo) {
  Grey picture({60, 44});
  for (std::size_t i = 0; i < picture.values.size(); ++i) {
    picture.values[i] = static_cast<std::uint8_t>(i * i % 251);
  }
  for (const Size size : {Size{30, 22}, Size{17, 13}, Size{61, 45}, Size{60, 10}}) {
    const cv::Mat from(44, 60, CV_8UC1, picture.values.data());
    cv::Mat to;
    cv::resize(from, to, {size.width, size.height}, 0, 0, cv::INTER_AREA);
    const Grey result = area_resized(picture, size);
    ASSERT_EQ(result.size, size);
    for (std::size_t i = 0; i < result.values.size(); ++i) {
      ASSERT_LE(std::abs(int{result.values[i]} - int{to.ptr()[i]}), 1) << size.width << " " << i;
    }
  }
}

TEST(AreaReduced, TakesAViewWithAStride) {
  const Image picture = noise_picture(60, 40, 11);
  const Image part = Image::view(picture.row(3) + 12, 41, 29, picture.stride());
  Image copy(41, 29);
  for (int y = 0; y < 29; ++y) std::copy_n(part.row(y), 123, copy.mutable_row(y));
  EXPECT_EQ(largest_difference(area_reduced(part, {20, 13}), area_reduced(copy, {20, 13})), 0);
}

TEST(AreaReduced, KeepsTheBrightestAndTheDarkest) {
  for (const std::uint8_t value : {0, 255}) {
    Image picture(50, 50);
    for (int y = 0; y < 50; ++y) std::fill_n(picture.mutable_row(y), 150, value);
    for (const WeightedRows rows : all_loops()) {
      const Image small = area_reduced(picture, {17, 13}, rows);
      for (int y = 0; y < 13; ++y) {
        EXPECT_EQ(std::count(small.row(y), small.row(y) + 51, value), 51);
      }
    }
  }
}

}  // namespace
}  // namespace mien::pixels
