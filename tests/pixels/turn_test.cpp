#include "pixels/turn.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "media/noise_picture.h"
#include "media/picture_matrix.h"
#include "pixels/compare.h"

namespace mien::pixels {
namespace {

TEST(Turn, DoesAsOpenCvDoes) {
  for (const Size size : {Size{70, 33}, Size{32, 64}, Size{1, 5}, Size{6, 1}}) {
    const Image picture = noise_picture(size.width, size.height, 8);
    Image expected(size.height, size.width);
    cv::Mat across = media::mutable_matrix_of(expected);
    cv::transpose(media::matrix_of(picture), across);
    EXPECT_EQ(largest_difference(transposed(picture), expected), 0);

    Image mirrored = owned(picture);
    mirror_columns(mirrored);
    Image flipped(size.width, size.height);
    cv::Mat to = media::mutable_matrix_of(flipped);
    cv::flip(media::matrix_of(picture), to, 1);
    EXPECT_EQ(largest_difference(mirrored, flipped), 0);

    mirrored = owned(picture);
    mirror_rows(mirrored);
    cv::flip(media::matrix_of(picture), to, 0);
    EXPECT_EQ(largest_difference(mirrored, flipped), 0);
  }
}

TEST(Turn, CopiesAView) {
  const Image picture = noise_picture(20, 10, 8);
  const Image part = Image::view(picture.row(2) + 9, 11, 6, picture.stride());
  const Image copy = owned(part);
  EXPECT_TRUE(copy.owns_pixels());
  EXPECT_EQ(largest_difference(copy, part), 0);
}

}  // namespace
}  // namespace mien::pixels
