#pragma once

#include <array>

#include "core/random.h"
#include "dataset/face_picture.h"
#include "dataset/range.h"
#include "mien/core/image.h"
#include "mien/core/resize_rule.h"
#include "pixels/warp.h"

namespace mien::dataset {

using pixels::Border;

/// How pictures are moved. The defaults do nothing.
struct GeometryOptions {
  double flip = 0;       ///< probability of a mirror image, left to right
  double rotation = 0;   ///< most degrees to either side, 0 to 180
  Range scale = {1, 1};  ///< factor of the size, 0.1 to 10, uniform in the logarithm
  double shift = 0;      ///< most shift along each axis as a share of the side, 0 to 1
  double aspect = 1;     ///< most stretch of width over height, 1 to 4, either way
  double crop_area = 1;  ///< least share of the area that a random crop keeps, 0.01 to 1
  Border border = Border::replicate;
};

/// The moves of one picture. The crop of its region fills the output; then it is stretched, turned
/// and scaled about its middle, shifted, and mirrored.
struct GeometryPlan {
  bool flip = false;
  double angle = 0;      ///< radians, clockwise as seen
  double scale = 1;      ///< above 1 the face grows
  double aspect = 1;     ///< above 1 it gets wider
  double shift_x = 0;    ///< share of the output's width, to the right
  double shift_y = 0;    ///< share of the output's height, down
  double crop_x = 0;     ///< left edge of the crop as a share of the region's width
  double crop_y = 0;     ///< upper edge, share of its height
  double crop_side = 1;  ///< sides of the crop as a share of the region's
  Border border = Border::replicate;

  /// Whether nothing but a mirror image is asked for.
  [[nodiscard]] bool keeps_place() const {
    return angle == 0 && scale == 1 && aspect == 1 && shift_x == 0 && shift_y == 0 &&
           crop_side == 1;
  }
};

/// @throws Error (ErrorCode::usage) that names the option that is out of range.
void check(const GeometryOptions& options);

[[nodiscard]] GeometryPlan draw(const GeometryOptions& options, Random random);

/// (x, y) of the output to (a x + b y + c, d x + e y + f) of the picture; (0, 0) is the centre of
/// the upper left pixel in both.
using InverseMap = std::array<double, 6>;
/// @param region what fills the output where nothing is moved
[[nodiscard]] InverseMap inverse_map(const GeometryPlan& plan, const Box& region, Size output);

/// The moved region, from the source in one bilinear warp that also sees what is around the region.
/// Where it shrinks, the source is reduced by area first: to the output's resolution if `rule` is
/// area, else by the whole factor if that is 2 or more. A plan that keeps the place gives what
/// `resize` gives with `rule`, mirrored or not.
/// @throws Error (ErrorCode::input) if the picture is empty or the output has a side below 1
[[nodiscard]] Image moved(const GeometryPlan& plan, const FacePicture& face, Size output,
                          ResizeRule rule);

}  // namespace mien::dataset
