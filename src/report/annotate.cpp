#include "mien/report/annotate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "mien/core/error.h"
#include "report/drawable_text.h"
#include "report/label_drawing.h"
#include "report/label_layout.h"
#include "report/mesh_drawing.h"
#include "report/palette.h"

namespace mien {

namespace {

cv::Scalar scalar(Colour colour) {
  return {double(colour.red), double(colour.green), double(colour.blue)};
}

Colour colour_of(const Face& face) {
  return emotion_colour(face.emotion ? face.emotion->label : "");
}

bool is_finite(const Box& box) {
  return std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.right()) &&
         std::isfinite(box.bottom());
}

cv::Point to_fixed(Point point, Size frame) {
  const auto fixed = [](float value, int side) {
    const auto margin = static_cast<float>(side);
    return static_cast<int>(
        std::lround(std::clamp(value, -margin, 2 * margin) * (1 << point_bits)));
  };
  return {fixed(point.x, frame.width), fixed(point.y, frame.height)};
}

void draw_box(cv::Mat& canvas, const Face& face, Size frame, int thickness) {
  if (!is_finite(face.box)) return;
  const cv::Point a = to_fixed({face.box.x, face.box.y}, frame);
  const cv::Point b = to_fixed({face.box.right(), face.box.bottom()}, frame);
  // The dark rim keeps the box visible on bright ground.
  cv::rectangle(canvas, a, b, {24, 28, 36}, thickness + std::max(2, thickness / 2), cv::LINE_AA,
                point_bits);
  cv::rectangle(canvas, a, b, scalar(colour_of(face)), thickness, cv::LINE_AA, point_bits);
}

void draw_landmarks(cv::Mat& canvas, const Face& face, Size frame, int thickness) {
  if (!face.landmarks) return;
  const float side = std::clamp(face.box.width, 0.0F, float(frame.width));
  const int radius =
      static_cast<int>(std::lround(std::max(1.2F, side * 0.016F) * float(1 << point_bits)));
  for (const Point& point : *face.landmarks) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
    const cv::Point centre = to_fixed(point, frame);
    const int rim = (thickness << point_bits) / 2;
    cv::circle(canvas, centre, radius + rim, {24, 28, 36}, cv::FILLED, cv::LINE_AA, point_bits);
    cv::circle(canvas, centre, radius, {255, 255, 255}, cv::FILLED, cv::LINE_AA, point_bits);
  }
}

// A share of the picture, but no larger than suits the faces.
double cap_height(Size frame, const std::vector<Face>& faces) {
  std::vector<double> widths;
  for (const Face& face : faces) {
    if (is_finite(face.box)) widths.push_back(std::max(0.0F, face.box.width));
  }
  const double of_picture = std::min(frame.width, frame.height) / 36.0;
  if (widths.empty()) return of_picture;
  std::ranges::sort(widths);
  return std::clamp(widths[widths.size() / 2] * 0.095, 7.0, std::max(7.0, of_picture));
}

void draw_labels(cv::Mat& canvas, const std::vector<Face>& faces, const AnnotateOptions& options,
                 Size frame) {
  const double cap = cap_height(frame, faces);
  std::vector<std::vector<LabelStyle>> styles;
  std::vector<LabelRequest> requests;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const std::string caption =
        options.captions.empty() ? std::string() : drawable_text(options.captions[i]);
    styles.push_back(label_styles(faces[i], cap, caption, options.scores));
    LabelRequest& request = requests.emplace_back();
    request.face = clip_to_frame(faces[i].box, frame);
    for (const LabelStyle& style : styles.back()) request.sizes.push_back(label_size(style));
  }
  const auto places = place_labels(frame, requests);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (places[i]) draw_label(canvas, styles[i][places[i]->size], places[i]->rect);
  }
}

}  // namespace

Image annotate(const Image& image, const ImageResult& result, const AnnotateOptions& options) {
  if (image.empty()) {
    throw Error(ErrorCode::input, result.file + ": expected a picture to draw on, found none");
  }
  if (!options.captions.empty() && options.captions.size() != result.faces.size()) {
    throw Error(ErrorCode::usage,
                fmt::format("annotate: expected a caption for each of {} faces, found {}",
                            result.faces.size(), options.captions.size()));
  }
  Image copy(image.width(), image.height());
  for (int y = 0; y < image.height(); ++y) {
    std::memcpy(copy.mutable_row(y), image.row(y),
                static_cast<std::size_t>(image.width()) * Image::channels);
  }
  cv::Mat canvas(image.height(), image.width(), CV_8UC3, copy.mutable_row(0),
                 static_cast<std::size_t>(copy.stride()));
  const int short_side = std::min(image.width(), image.height());
  const int thickness = std::max(1, static_cast<int>(std::lround(short_side / 400.0)));
  for (const Face& face : result.faces) draw_box(canvas, face, image.size(), thickness);
  if (options.landmarks) {
    for (const Face& face : result.faces) {
      if (face.mesh) {
        draw_mesh(canvas, *face.mesh, face.box.width);
      } else {
        draw_landmarks(canvas, face, image.size(), thickness);
      }
    }
  }
  if (options.labels) draw_labels(canvas, result.faces, options, image.size());
  return copy;
}

Image annotate(const Image& image, const FrameFaces& frame, const AnnotateOptions& options) {
  ImageResult result;
  result.width = image.width();
  result.height = image.height();
  AnnotateOptions drawn = options;
  for (const TrackedFace& tracked : frame.faces) {
    result.faces.push_back(tracked.face);
    if (options.captions.empty()) drawn.captions.push_back(std::to_string(tracked.track));
  }
  return annotate(image, result, drawn);
}

}  // namespace mien
