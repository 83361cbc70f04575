#include "mien/report/annotate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "mien/core/error.h"
#include "pixels/turn.h"
#include "report/drawable_text.h"
#include "report/drawing/backend.h"
#include "report/drawing/label_drawing.h"
#include "report/drawing/mesh_drawing.h"
#include "report/label_layout.h"
#include "report/palette.h"

namespace mien {

namespace {

using report::Canvas;
using report::CanvasPoint;

constexpr Colour rim_colour = {24, 28, 36};

Colour colour_of(const Face& face) {
  return emotion_colour(face.emotion ? face.emotion->label : "");
}

bool is_finite(const Box& box) {
  return std::isfinite(box.x) && std::isfinite(box.y) && std::isfinite(box.right()) &&
         std::isfinite(box.bottom());
}

CanvasPoint to_parts(Point point, Size frame) {
  const auto fixed = [](float value, int side) {
    const auto margin = static_cast<float>(side);
    return static_cast<int>(
        std::lround(std::clamp(value, -margin, 2 * margin) * report::pixel_parts));
  };
  return {fixed(point.x, frame.width), fixed(point.y, frame.height)};
}

void draw_box(const Canvas& canvas, const Face& face, Size frame, int thickness) {
  if (!is_finite(face.box)) return;
  const CanvasPoint a = to_parts({face.box.x, face.box.y}, frame);
  const CanvasPoint b = to_parts({face.box.right(), face.box.bottom()}, frame);
  const report::DrawingBackend& drawing = report::drawing_backend();
  // The dark rim keeps the box visible on bright ground.
  drawing.box(canvas, a, b, rim_colour, thickness + std::max(2, thickness / 2));
  drawing.box(canvas, a, b, colour_of(face), thickness);
}

void draw_landmarks(const Canvas& canvas, const Face& face, Size frame, int thickness) {
  if (!face.landmarks) return;
  const float side = std::clamp(face.box.width, 0.0F, float(frame.width));
  const int radius =
      static_cast<int>(std::lround(std::max(1.2F, side * 0.016F) * float(report::pixel_parts)));
  const report::DrawingBackend& drawing = report::drawing_backend();
  for (const Point& point : *face.landmarks) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y)) continue;
    const CanvasPoint centre = to_parts(point, frame);
    const int rim = thickness * report::pixel_parts / 2;
    drawing.dot(canvas, centre, radius + rim, rim_colour);
    drawing.dot(canvas, centre, radius, {255, 255, 255});
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

void draw_labels(const Canvas& canvas, const std::vector<Face>& faces,
                 const AnnotateOptions& options, Size frame) {
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
  Image copy = pixels::owned(image);
  const Canvas canvas{copy.mutable_row(0), copy.width(), copy.height(), copy.stride()};
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
