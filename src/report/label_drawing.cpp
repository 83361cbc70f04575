#include "report/label_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "report/plots/affect_plot.h"
#include "report/values.h"

namespace mien {

namespace {

// Text is drawn larger and shrunk: OpenCV's own anti-aliasing is poor at small sizes.
constexpr int supersampling = 4;
constexpr int font = cv::FONT_HERSHEY_DUPLEX;
constexpr double font_cap_height = 21;  // pixels at scale 1
constexpr double plate_opacity = 0.72;
constexpr Colour white = {250, 250, 252};

// Shares of the height of capital letters.
constexpr double padding_x = 0.55;
constexpr double padding_y = 0.5;
constexpr double line_height = 1.75;

double font_scale(double cap_height) { return cap_height * supersampling / font_cap_height; }

int stroke(double cap_height) {
  return std::max(1, static_cast<int>(std::lround(cap_height * supersampling / 10)));
}

int whole_pixels(double value) { return static_cast<int>(std::lround(value)); }

std::string first_line(const Face& face) {
  std::string text = face.age ? fixed(*face.age, 0) : std::string();
  const auto add = [&](const std::string& separator, const std::string& word) {
    text += (text.empty() ? "" : separator) + word;
  };
  if (face.gender) add(" ", shown_label(*face.gender));
  if (face.ethnicity) add(", ", shown_label(*face.ethnicity));
  return text;
}

// Blends `colour` into the canvas where the mask, drawn enlarged, has paint.
void blend(cv::Mat region, const cv::Mat& large_mask, Colour colour, double opacity) {
  cv::Mat mask;
  cv::resize(large_mask, mask, region.size(), 0, 0, cv::INTER_AREA);
  const cv::Vec3d paint(colour.red, colour.green, colour.blue);
  for (int y = 0; y < region.rows; ++y) {
    for (int x = 0; x < region.cols; ++x) {
      const double alpha = mask.at<std::uint8_t>(y, x) / 255.0 * opacity;
      auto& pixel = region.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        pixel[c] = static_cast<std::uint8_t>(std::lround(pixel[c] + (paint[c] - pixel[c]) * alpha));
      }
    }
  }
}

void draw_plate(cv::Mat& mask, int radius) {
  const int w = mask.cols;
  const int h = mask.rows;
  const int r = std::min({radius, w / 2, h / 2});
  cv::rectangle(mask, {r, 0}, {w - r - 1, h - 1}, 255, cv::FILLED);
  cv::rectangle(mask, {0, r}, {w - 1, h - r - 1}, 255, cv::FILLED);
  for (const cv::Point centre : {cv::Point(r, r), cv::Point(w - r - 1, r), cv::Point(r, h - r - 1),
                                 cv::Point(w - r - 1, h - r - 1)}) {
    cv::circle(mask, centre, r, 255, cv::FILLED);
  }
}

}  // namespace

std::vector<LabelStyle> label_styles(const Face& face, double cap_height,
                                     const std::string& caption, bool score) {
  std::vector<LabelLine> lines;
  if (std::string text = first_line(face); !text.empty()) lines.push_back({std::move(text), white});
  if (face.emotion) {
    std::string text = face.emotion->label;
    if (const std::string share = percent(face.emotion->confidence()); !share.empty()) {
      text += " " + share;
    }
    lines.push_back({std::move(text), emotion_colour(face.emotion->label)});
  }
  // Beside an expression two numbers would say little and hide much.
  if (!face.emotion && face.affect) lines.push_back({affect_text(*face.affect), white});
  if (lines.empty() && score) {
    if (const std::string share = percent(face.score); !share.empty()) {
      lines.push_back({"face " + share, white});
    }
  }
  if (!caption.empty()) {
    // Expressions keep a line of their own, in their colour.
    if (lines.empty() || (face.emotion && lines.size() == 1)) {
      lines.insert(lines.begin(), LabelLine{caption, white});
    } else {
      lines.front().text = caption + ": " + lines.front().text;
    }
  }
  std::vector<LabelStyle> styles;
  if (lines.empty()) return styles;
  constexpr double least_cap_height = 5.5;
  for (const double share : {1.0, 0.85, 0.72, 0.6}) {
    const double cap = cap_height * share;
    if (share < 1 && cap < least_cap_height) break;
    styles.push_back({lines, cap});
  }
  if (lines.size() > 1) styles.push_back({{lines.front()}, styles.back().cap_height});
  return styles;
}

Size label_size(const LabelStyle& style) {
  int width = 0;
  for (const LabelLine& line : style.lines) {
    int baseline = 0;
    const cv::Size size = cv::getTextSize(line.text, font, font_scale(style.cap_height),
                                          stroke(style.cap_height), &baseline);
    width = std::max(width, size.width);
  }
  const double cap = style.cap_height;
  const auto lines = static_cast<double>(style.lines.size());
  return {whole_pixels(double(width) / supersampling + 2 * padding_x * cap),
          whole_pixels((lines - 1) * line_height * cap + 1.25 * cap + 2 * padding_y * cap)};
}

void draw_label(cv::Mat& canvas, const LabelStyle& style, const PixelRect& rect) {
  cv::Mat region = canvas(cv::Rect(rect.x, rect.y, rect.width, rect.height));
  const cv::Size large(rect.width * supersampling, rect.height * supersampling);
  const double cap = style.cap_height;
  cv::Mat mask = cv::Mat::zeros(large, CV_8UC1);
  draw_plate(mask, whole_pixels(cap * 0.45 * supersampling));
  blend(region, mask, {16, 20, 28}, plate_opacity);
  for (std::size_t i = 0; i < style.lines.size(); ++i) {
    mask.setTo(0);
    const double baseline = (padding_y + 1) * cap + static_cast<double>(i) * line_height * cap;
    cv::putText(
        mask, style.lines[i].text,
        {whole_pixels(padding_x * cap * supersampling), whole_pixels(baseline * supersampling)},
        font, font_scale(cap), 255, stroke(cap), cv::LINE_AA);
    blend(region, mask, style.lines[i].colour, 1);
  }
}

}  // namespace mien
