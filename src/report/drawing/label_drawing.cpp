#include "report/drawing/label_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "pixels/area.h"
#include "pixels/grey.h"
#include "report/plots/affect_plot.h"
#include "report/values.h"

namespace mien {

namespace {

// Text is drawn larger and shrunk: OpenCV's own anti-aliasing is poor at small sizes.
constexpr int supersampling = 4;
constexpr double plate_opacity = 0.72;
constexpr Colour white = {250, 250, 252};

// Shares of the height of capital letters.
constexpr double padding_x = 0.55;
constexpr double padding_y = 0.5;
constexpr double line_height = 1.75;

report::TextSize enlarged(double cap_height) {
  const double height = cap_height * supersampling;
  return {height, std::max(1, static_cast<int>(std::lround(height / 10)))};
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

report::Canvas canvas_of(pixels::Grey& mask) {
  return {mask.row(0), mask.size.width, mask.size.height, mask.size.width};
}

// Blends `colour` into the part of the canvas where the mask, drawn enlarged, has paint.
void blend(const report::Canvas& canvas, const PixelRect& rect, const pixels::Grey& large_mask,
           Colour colour, double opacity) {
  const pixels::Grey mask = pixels::area_resized(large_mask, {rect.width, rect.height});
  const double paint[] = {double(colour.red), double(colour.green), double(colour.blue)};
  for (int y = 0; y < rect.height; ++y) {
    std::uint8_t* pixel =
        canvas.pixels + (rect.y + y) * canvas.stride + std::ptrdiff_t{Image::channels} * rect.x;
    for (int x = 0; x < rect.width; ++x, pixel += Image::channels) {
      const double alpha = mask.row(y)[x] / 255.0 * opacity;
      for (int c = 0; c < Image::channels; ++c) {
        pixel[c] = static_cast<std::uint8_t>(std::lround(pixel[c] + (paint[c] - pixel[c]) * alpha));
      }
    }
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
    width = std::max(width,
                     report::drawing_backend().text_width(line.text, enlarged(style.cap_height)));
  }
  const double cap = style.cap_height;
  const auto lines = static_cast<double>(style.lines.size());
  return {whole_pixels(double(width) / supersampling + 2 * padding_x * cap),
          whole_pixels((lines - 1) * line_height * cap + 1.25 * cap + 2 * padding_y * cap)};
}

void draw_label(const report::Canvas& canvas, const LabelStyle& style, const PixelRect& rect) {
  const report::DrawingBackend& drawing = report::drawing_backend();
  const Size large{rect.width * supersampling, rect.height * supersampling};
  const double cap = style.cap_height;
  pixels::Grey mask(large);
  drawing.plate(canvas_of(mask), whole_pixels(cap * 0.45 * supersampling));
  blend(canvas, rect, mask, {16, 20, 28}, plate_opacity);
  for (std::size_t i = 0; i < style.lines.size(); ++i) {
    mask = pixels::Grey(large);
    const double baseline = (padding_y + 1) * cap + static_cast<double>(i) * line_height * cap;
    drawing.text(canvas_of(mask), style.lines[i].text,
                 whole_pixels(padding_x * cap * supersampling),
                 whole_pixels(baseline * supersampling), enlarged(cap));
    blend(canvas, rect, mask, style.lines[i].colour, 1);
  }
}

}  // namespace mien
