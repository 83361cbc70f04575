#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "report/drawing/backend.h"

namespace mien::report {

namespace {

constexpr int font = cv::FONT_HERSHEY_DUPLEX;
constexpr double font_cap_height = 21;  // pixels at scale 1
constexpr int part_bits = 4;
static_assert(1 << part_bits == pixel_parts);

cv::Mat matrix_of(const Canvas& canvas, int type) {
  return {canvas.height, canvas.width, type, canvas.pixels,
          static_cast<std::size_t>(canvas.stride)};
}

cv::Mat colours_of(const Canvas& canvas) { return matrix_of(canvas, CV_8UC3); }
cv::Mat mask_of(const Canvas& canvas) { return matrix_of(canvas, CV_8UC1); }

cv::Scalar scalar_of(Colour colour) {
  return {double(colour.red), double(colour.green), double(colour.blue)};
}

cv::Point point_of(CanvasPoint point) { return {point.x, point.y}; }

double scale_of(const TextSize& size) { return size.cap_height / font_cap_height; }

class OpencvDrawing final : public DrawingBackend {
 public:
  void box(const Canvas& picture, CanvasPoint a, CanvasPoint b, Colour colour,
           int thickness) const override {
    cv::Mat canvas = colours_of(picture);
    cv::rectangle(canvas, point_of(a), point_of(b), scalar_of(colour), thickness, cv::LINE_AA,
                  part_bits);
  }

  void dot(const Canvas& picture, CanvasPoint centre, int radius, Colour colour) const override {
    cv::Mat canvas = colours_of(picture);
    cv::circle(canvas, point_of(centre), radius, scalar_of(colour), cv::FILLED, cv::LINE_AA,
               part_bits);
  }

  void closed_line(const Canvas& picture, std::span<const CanvasPoint> points, Colour colour,
                   int thickness) const override {
    cv::Mat canvas = colours_of(picture);
    std::vector<cv::Point> places;
    for (const CanvasPoint& point : points) places.push_back(point_of(point));
    cv::polylines(canvas, places, true, scalar_of(colour), thickness, cv::LINE_AA, part_bits);
  }

  void plate(const Canvas& mask, int radius) const override {
    cv::Mat canvas = mask_of(mask);
    const int w = canvas.cols;
    const int h = canvas.rows;
    const int r = std::min({radius, w / 2, h / 2});
    cv::rectangle(canvas, {r, 0}, {w - r - 1, h - 1}, 255, cv::FILLED);
    cv::rectangle(canvas, {0, r}, {w - 1, h - r - 1}, 255, cv::FILLED);
    for (const cv::Point centre : {cv::Point(r, r), cv::Point(w - r - 1, r),
                                   cv::Point(r, h - r - 1), cv::Point(w - r - 1, h - r - 1)}) {
      cv::circle(canvas, centre, r, 255, cv::FILLED);
    }
  }

  void text(const Canvas& mask, const std::string& text, int x, int baseline,
            const TextSize& size) const override {
    cv::Mat canvas = mask_of(mask);
    cv::putText(canvas, text, {x, baseline}, font, scale_of(size), 255, size.stroke, cv::LINE_AA);
  }

  [[nodiscard]] int text_width(const std::string& text, const TextSize& size) const override {
    int baseline = 0;
    return cv::getTextSize(text, font, scale_of(size), size.stroke, &baseline).width;
  }
};

}  // namespace

}  // namespace mien::report

const mien::report::DrawingBackend* mien_drawing_backend_1() {
  static const mien::report::OpencvDrawing backend;
  return &backend;
}
