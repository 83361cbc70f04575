#include "report/plots/plot_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "mien/core/error.h"
#include "report/display_text.h"
#include "report/plots/svg.h"
#include "report/plots/ticks.h"

namespace mien {

namespace {

constexpr int longest_curve_name = 40;
constexpr double curve_legend_row = 20;
constexpr double line_swatch = 22;
constexpr std::array<std::string_view, 4> dash_patterns = {"", "7 4", "2 3", "9 3 2 3"};

struct Extent {
  double low = 0;
  double high = 1;
};

bool is_point(const Curve& curve, std::size_t i) {
  return is_drawable(curve.x[i]) && is_drawable(curve.y[i]);
}

Extent extent(std::span<const Curve> curves, std::vector<double> Curve::*axis) {
  bool any_point = false;
  Extent range;
  for (const Curve& curve : curves) {
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      if (!is_point(curve, i)) continue;
      const double value = (curve.*axis)[i];
      range.low = any_point ? std::min(range.low, value) : value;
      range.high = any_point ? std::max(range.high, value) : value;
      any_point = true;
    }
  }
  return range;
}

void check_curves(std::span<const Curve> curves, const CurvesOptions& options) {
  if (options.width < 240 || options.width > 10000 || options.height < 160 ||
      options.height > 10000) {
    throw Error(ErrorCode::usage,
                fmt::format("plot: expected a size from 240x160 to 10000x10000, found {}x{}",
                            options.width, options.height));
  }
  for (const Curve& curve : curves) {
    if (curve.x.size() != curve.y.size()) {
      throw Error(ErrorCode::usage,
                  fmt::format("plot: curve \"{}\": expected as many y as x, found {} and {}",
                              curve.name, curve.y.size(), curve.x.size()));
    }
  }
  const double low = options.y_low.value_or(options.y_high.value_or(1) - 1);
  const double high = options.y_high.value_or(low + 1);
  if (!is_drawable(low) || !is_drawable(high) || !(low < high)) {
    throw Error(
        ErrorCode::usage,
        fmt::format("plot: expected an axis from a lower to a higher number, found {} to {}", low,
                    high));
  }
}

/// One of the two axes: values to pixels.
struct Axis {
  Ticks ticks;
  double from = 0;
  double to = 0;
  [[nodiscard]] double at(double value) const {
    return from + (to - from) * (value - ticks.low) / (ticks.high - ticks.low);
  }
};

Ticks y_ticks(std::span<const Curve> curves, const CurvesOptions& options) {
  Extent range = extent(curves, &Curve::y);
  if (options.y_low) range = {*options.y_low, std::max(range.high, *options.y_low)};
  if (options.y_high) range = {std::min(range.low, *options.y_high), *options.y_high};
  Ticks ticks = ticks_for(range.low, range.high, std::clamp(options.height / 60, 2, 10));
  if (options.y_low) ticks.low = *options.y_low;
  if (options.y_high) ticks.high = *options.y_high;
  std::erase_if(ticks.values, [&](double v) { return v < ticks.low || v > ticks.high; });
  return ticks;
}

std::string_view dashes_of(std::size_t series) {
  return dash_patterns.at(series / Svg::series_colours % dash_patterns.size());
}

/// Draws the legend (if `svg`) and returns the height that it takes.
double legend_of_curves(Svg* svg, std::span<const Curve> curves, double top, double width) {
  double x = plot_margin;
  double y = top;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::string name = shorten_middle(printable(curves[i].name), longest_curve_name);
    const double entry = line_swatch + 6 + Svg::text_width(name) + 12;
    if (x > plot_margin && x + entry > width - plot_margin) {
      x = plot_margin;
      y += curve_legend_row;
    }
    if (svg != nullptr) {
      svg->path(fmt::format("M{} {}h{}", Svg::number(x), Svg::number(y + 8), line_swatch),
                "curve " + series_class(i), dashes_of(i));
      svg->text(x + line_swatch + 6, y + 12, name, TextAnchor::start, "ink");
    }
    x += entry;
  }
  return curves.empty() ? 0 : y + curve_legend_row - top;
}

void draw_curve(Svg& svg, const Curve& curve, std::size_t series, const Axis& x, const Axis& y) {
  std::string path;
  std::size_t points = 0;
  bool connected = false;
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (!is_point(curve, i)) {
      connected = false;
      continue;
    }
    const double value = std::clamp(curve.y[i], y.ticks.low, y.ticks.high);
    const std::string place = Svg::number(x.at(curve.x[i])) + " " + Svg::number(y.at(value));
    path += (connected ? "L" : "M") + place;
    const bool alone = !connected && (i + 1 == curve.x.size() || !is_point(curve, i + 1));
    if (alone) svg.circle(x.at(curve.x[i]), y.at(value), 3, series_class(series));
    connected = true;
    ++points;
  }
  if (points > 1) svg.path(path, "curve " + series_class(series), dashes_of(series));
}

void draw_axes(Svg& svg, const Axis& x, const Axis& y) {
  for (const double value : y.ticks.values) {
    svg.line(x.from, y.at(value), x.to, y.at(value), "grid");
    svg.text(x.from - 8, y.at(value) + 4, tick_text(value, y.ticks.decimals), TextAnchor::end);
  }
  for (const double value : x.ticks.values) {
    svg.line(x.at(value), y.from, x.at(value), y.from + 5, "axis");
    svg.text(x.at(value), y.from + 18, tick_text(value, x.ticks.decimals), TextAnchor::middle);
  }
  svg.line(x.from, y.from, x.to, y.from, "axis");
}

}  // namespace

std::string plot_curves(std::span<const Curve> curves, const CurvesOptions& options) {
  check_curves(curves, options);
  const double top = options.title.empty() ? plot_margin / 2 : 36;
  const double legend_height = legend_of_curves(nullptr, curves, top, options.width);
  // Many curves need a taller picture rather than a smaller plot.
  const double height = options.height + std::max(0.0, legend_height - 2 * curve_legend_row);
  const double upper = top + legend_height + (options.y_label.empty() ? 12 : 28);

  const Extent range = extent(curves, &Curve::x);
  Axis x{ticks_for(range.low, range.high, std::clamp(options.width / 90, 2, 12))};
  // The curves use the whole width: ticks outside of the data are left out.
  if (range.low < range.high) {
    x.ticks.low = range.low;
    x.ticks.high = range.high;
    std::erase_if(x.ticks.values, [&](double v) { return v < range.low || v > range.high; });
  }
  Axis y{y_ticks(curves, options), height - (options.x_label.empty() ? 32 : 50), upper};
  double widest = 0;
  for (const double value : y.ticks.values)
    widest = std::max(widest, Svg::text_width(tick_text(value, y.ticks.decimals)));
  x.from = plot_margin + widest + 8;
  x.to = options.width - plot_margin - 8;

  Svg svg(options.width, height, options.title.empty() ? options.y_label : options.title);
  if (!options.title.empty()) svg.text(plot_margin, 24, options.title, TextAnchor::start, "title");
  (void)legend_of_curves(&svg, curves, top, options.width);
  if (!options.y_label.empty()) svg.text(plot_margin, upper - 12, options.y_label);
  draw_axes(svg, x, y);
  for (std::size_t i = 0; i < curves.size(); ++i) draw_curve(svg, curves[i], i, x, y);
  if (!options.x_label.empty())
    svg.text((x.from + x.to) / 2, height - 12, options.x_label, TextAnchor::middle);
  return svg.finished();
}

}  // namespace mien
