// Where faces are cut: apart from the pixels, since the phone page has another way to make those.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <tuple>

#include "mien/core/error.h"
#include "mien/face/crop.h"

namespace mien {

namespace {

// Published template of five landmarks for a 112 x 96 (rows x columns) crop, as the paper's code
// has it.
constexpr Landmarks alignment_template = {{{30.2946F, 51.6963F},
                                           {65.5318F, 51.5014F},
                                           {48.0252F, 71.7366F},
                                           {33.5493F, 92.3655F},
                                           {62.7299F, 92.2041F}}};
constexpr float template_shift = 8;
constexpr double template_side = 112;

/// A point where fractions of a pixel count.
struct Place {
  double x = 0;
  double y = 0;
};

/// A side of the region in whole pixels, [first, first + length), inside [0, limit).
struct Interval {
  int first;
  int length;
};

Interval clipped(float from, float to, int limit) {
  const auto edge = static_cast<float>(limit);
  const int first =
      std::min(static_cast<int>(std::lround(std::clamp(from, 0.0F, edge))), limit - 1);
  const int last = static_cast<int>(std::lround(std::clamp(to, 0.0F, edge)));
  return {first, std::max(1, last - first)};
}

/// The size of the box with its margin, made square if the rule says so.
struct WideSize {
  float width;
  float height;
};

WideSize widened(const Box& box, const CropSpec& rule) {
  float width = box.width * (1 + 2 * rule.margin);
  float height = box.height * (1 + 2 * rule.margin);
  if (rule.shape == CropShape::square) width = height = std::max(width, height);
  return {width, height};
}

}  // namespace

Box crop_region(const Box& box, Size picture, const CropSpec& rule) {
  const auto [width, height] = widened(box, rule);
  const float centre_x = box.x + box.width / 2;
  const float centre_y = box.y + box.height / 2;
  const Interval x = clipped(centre_x - width / 2, centre_x + width / 2, picture.width);
  const Interval y = clipped(centre_y - height / 2, centre_y + height / 2, picture.height);
  return {static_cast<float>(x.first), static_cast<float>(y.first), static_cast<float>(x.length),
          static_cast<float>(y.length)};
}

Box widened_box(const Box& box, const CropSpec& rule) {
  const auto [width, height] = widened(box, rule);
  return {box.x + box.width / 2 - width / 2, box.y + box.height / 2 - height / 2, width, height};
}

AffineMap alignment_map(const Landmarks& landmarks, Size size) {
  const double scale_x = size.width / template_side;
  const double scale_y = size.height / template_side;
  Place source_mean;
  Place target_mean;
  std::array<Place, std::tuple_size_v<Landmarks>> targets;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    targets[i] = {(alignment_template[i].x + template_shift) * scale_x,
                  alignment_template[i].y * scale_y};
    source_mean.x += landmarks[i].x / 5.0;
    source_mean.y += landmarks[i].y / 5.0;
    target_mean.x += targets[i].x / 5.0;
    target_mean.y += targets[i].y / 5.0;
  }
  // Least squares for (x, y) -> (a x - b y, b x + a y) between the centred point sets.
  double along = 0;
  double across = 0;
  double spread = 0;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const Place s{landmarks[i].x - source_mean.x, landmarks[i].y - source_mean.y};
    const Place t{targets[i].x - target_mean.x, targets[i].y - target_mean.y};
    along += s.x * t.x + s.y * t.y;
    across += s.x * t.y - s.y * t.x;
    spread += s.x * s.x + s.y * s.y;
  }
  if (!(spread > 0) || (along == 0 && across == 0)) {
    throw Error(ErrorCode::input,
                "alignment: expected five different landmarks, found them in one place");
  }
  const double a = along / spread;
  const double b = across / spread;
  return {static_cast<float>(a),
          static_cast<float>(-b),
          static_cast<float>(target_mean.x - a * source_mean.x + b * source_mean.y),
          static_cast<float>(b),
          static_cast<float>(a),
          static_cast<float>(target_mean.y - b * source_mean.x - a * source_mean.y)};
}

}  // namespace mien
