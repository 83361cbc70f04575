#include "mien/face/crop.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <opencv2/imgproc.hpp>
#include <tuple>

#include "face/eye_alignment.h"
#include "face/upright.h"
#include "mien/core/error.h"
#include "mien/media/image_io.h"

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

/// The picture's pixels for OpenCV, which does not write to them.
cv::Mat3b as_matrix(const Image& image) {
  auto* pixels = const_cast<std::uint8_t*>(image.row(0));
  return {image.height(), image.width(), reinterpret_cast<cv::Vec3b*>(pixels),
          static_cast<std::size_t>(image.stride())};
}

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
  cv::Vec2d source_mean;
  cv::Vec2d target_mean;
  std::array<cv::Vec2d, std::tuple_size_v<Landmarks>> targets;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    targets[i] = {(alignment_template[i].x + template_shift) * scale_x,
                  alignment_template[i].y * scale_y};
    source_mean += cv::Vec2d(landmarks[i].x, landmarks[i].y) / 5.0;
    target_mean += targets[i] / 5.0;
  }
  // Least squares for (x, y) -> (a x - b y, b x + a y) between the centred point sets.
  double along = 0;
  double across = 0;
  double spread = 0;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const cv::Vec2d s = cv::Vec2d(landmarks[i].x, landmarks[i].y) - source_mean;
    const cv::Vec2d t = targets[i] - target_mean;
    along += s[0] * t[0] + s[1] * t[1];
    across += s[0] * t[1] - s[1] * t[0];
    spread += s[0] * s[0] + s[1] * s[1];
  }
  if (!(spread > 0) || (along == 0 && across == 0)) {
    throw Error(ErrorCode::input,
                "alignment: expected five different landmarks, found them in one place");
  }
  const double a = along / spread;
  const double b = across / spread;
  return {static_cast<float>(a),
          static_cast<float>(-b),
          static_cast<float>(target_mean[0] - a * source_mean[0] + b * source_mean[1]),
          static_cast<float>(b),
          static_cast<float>(a),
          static_cast<float>(target_mean[1] - b * source_mean[0] - a * source_mean[1])};
}

Image cut_face(const Image& picture, const Detection& face, const InputSpec& input,
               const CropSpec& rule) {
  const Size size{input.width, input.height};
  Image result(size.width, size.height);
  cv::Mat3b target(size.height, size.width, reinterpret_cast<cv::Vec3b*>(result.mutable_row(0)));
  const cv::Mat3b source = as_matrix(picture);
  if (rule.alignment == Alignment::five_point) {
    if (!face.landmarks) {
      throw Error(
          ErrorCode::usage,
          "alignment: expected five landmarks, by which the model aligns faces, found none: a "
          "detector gives them, and pictures that are taken for one face have none");
    }
    const AffineMap map = alignment_map(own_sides(*face.landmarks), size);
    const cv::Matx23f matrix(map.data());
    cv::warpAffine(source, target, matrix, target.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
    return result;
  }
  if (rule.alignment == Alignment::eyes) {
    if (!face.landmarks) {
      throw Error(
          ErrorCode::usage,
          "alignment: expected landmarks of the eyes, by which the model aligns faces, found "
          "none: a detector gives them, and pictures that are taken for one face have none");
    }
    const Landmarks own = own_sides(*face.landmarks);
    const Image level = cut_by_eyes(picture, widened_box(face.box, rule), {own[0], own[1]});
    cv::resize(as_matrix(level), target, target.size(), 0, 0,
               input.resize == ResizeRule::area ? cv::INTER_AREA : cv::INTER_LINEAR);
    return result;
  }
  if (const int turn = face.landmarks ? turn_of(*face.landmarks) : 0; turn != 0) {
    const UprightFace upright = upright_face(picture, face, turn);
    return cut_face(upright.picture, upright.face, input, rule);
  }
  const Box region = crop_region(face.box, picture.size(), rule);
  const cv::Rect rectangle(static_cast<int>(region.x), static_cast<int>(region.y),
                           static_cast<int>(region.width), static_cast<int>(region.height));
  if (input.resize == ResizeRule::antialias) {
    const Image seen =
        Image::view(picture.row(rectangle.y) + std::ptrdiff_t{Image::channels} * rectangle.x,
                    rectangle.width, rectangle.height, picture.stride());
    return resize(seen, size, ResizeRule::antialias);
  }
  const bool area = input.resize == ResizeRule::area;
  cv::resize(source(rectangle), target, target.size(), 0, 0,
             area ? cv::INTER_AREA : cv::INTER_LINEAR);
  return result;
}

}  // namespace mien
