#include "report/plots/plot_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "mien/core/error.h"
#include "report/display_text.h"
#include "report/plots/svg.h"
#include "report/plots/ticks.h"

namespace mien {

namespace {

constexpr std::size_t most_bars = 1000;
constexpr int longest_bar_name = 36;
constexpr double row_height = 30;
constexpr double bar_height = 18;

void check_bars(std::span<const Bar> bars, const BarsOptions& options) {
  if (bars.size() > most_bars || options.decimals < 0 || options.decimals > 10 ||
      options.width < 320 || options.width > 10000) {
    throw Error(ErrorCode::usage,
                fmt::format("plot: expected up to {} bars, 0 to 10 decimals and a width of 320 to "
                            "10000, found {}, {} and {}",
                            most_bars, bars.size(), options.decimals, options.width));
  }
  for (const Bar& bar : bars) {
    const double low = bar.low.value_or(bar.value);
    const double high = bar.high.value_or(bar.value);
    if (!is_drawable(bar.value)) continue;
    if (!(low <= bar.value && bar.value <= high) || !is_drawable(low) || !is_drawable(high)) {
      throw Error(
          ErrorCode::usage,
          fmt::format("plot: bar \"{}\": expected low <= value <= high, found {}, {} and {}",
                      bar.name, low, bar.value, high));
    }
  }
}

std::string value_text(const Bar& bar, int decimals) {
  if (!is_drawable(bar.value)) return "no value";
  std::string text = tick_text(bar.value, decimals);
  if (bar.low && bar.high) {
    text +=
        fmt::format(" ({} – {})", tick_text(*bar.low, decimals), tick_text(*bar.high, decimals));
  }
  return text;
}

/// Values to pixels.
struct Scale {
  Ticks ticks;
  double from;
  double to;
  [[nodiscard]] double at(double value) const {
    return from + (to - from) * (value - ticks.low) / (ticks.high - ticks.low);
  }
};

/// Where the bars' rows are, and their headings between them.
struct Rows {
  std::vector<double> tops;
  double bottom = 0;
};

Rows rows_of_bars(std::span<const Bar> bars, double top) {
  Rows rows;
  std::string_view group;
  for (const Bar& bar : bars) {
    if (!bar.group.empty() && bar.group != group) top += row_height;
    group = bar.group;
    rows.tops.push_back(top);
    top += row_height;
  }
  rows.bottom = top;
  return rows;
}

void draw_bar(Svg& svg, const Scale& scale, const Bar& bar, double top) {
  const double zero = scale.at(0);
  const double end = scale.at(bar.value);
  const double middle = top + bar_height / 2;
  svg.rectangle(std::min(zero, end), top, std::abs(end - zero), bar_height,
                bar.pale ? "soft" : "accent", bar.pale ? 0.45 : 0.8);
  if (!bar.low && !bar.high) return;
  const double low = scale.at(bar.low.value_or(bar.value));
  const double high = scale.at(bar.high.value_or(bar.value));
  svg.line(low, middle, high, middle, "whisker");
  for (const double x : {low, high}) svg.line(x, middle - 5, x, middle + 5, "whisker");
}

}  // namespace

std::string plot_bars(std::span<const Bar> bars, const BarsOptions& options) {
  check_bars(bars, options);
  double low = 0;
  double high = 0;
  double names = 0;
  double values = 0;
  double headings = 0;
  std::vector<std::string> shown;
  for (const Bar& bar : bars) {
    headings = std::max(headings, Svg::text_width(printable(bar.group)));
    shown.push_back(shorten_middle(printable(bar.name), longest_bar_name));
    names = std::max(names, Svg::text_width(shown.back()));
    values = std::max(values, Svg::text_width(value_text(bar, options.decimals)));
    if (!is_drawable(bar.value)) continue;
    low = std::min(low, bar.low.value_or(bar.value));
    high = std::max(high, bar.high.value_or(bar.value));
  }
  const double from = plot_margin + names + 10;
  // Wide names and values make the picture wider, not the bars too short to see.
  const auto width =
      std::max<double>({static_cast<double>(options.width), from + 120 + values + 10 + plot_margin,
                        headings + 2 * plot_margin});
  const double to = width - plot_margin - values - 10;
  const Scale scale{ticks_for(low, high > low ? high : low + 1,
                              std::clamp(static_cast<int>((to - from) / 80), 2, 10)),
                    from, to};
  const double top = options.title.empty() ? plot_margin : 44;
  const Rows rows = rows_of_bars(bars, top);
  const double bottom = rows.bottom;
  const double height = bottom + (options.value_label.empty() ? 36 : 56);

  Svg svg(width, height, options.title.empty() ? options.value_label : options.title);
  if (!options.title.empty()) svg.text(plot_margin, 24, options.title, TextAnchor::start, "title");
  for (const double value : scale.ticks.values) {
    svg.line(scale.at(value), top, scale.at(value), bottom + 4, value == 0 ? "axis" : "grid");
    svg.text(scale.at(value), bottom + 18, tick_text(value, scale.ticks.decimals),
             TextAnchor::middle);
  }
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double y = rows.tops[i] + (row_height - bar_height) / 2;
    if (rows.tops[i] > (i == 0 ? top : rows.tops[i - 1] + row_height)) {
      svg.text(plot_margin, y - bar_height / 2, printable(bars[i].group), TextAnchor::start, "ink");
    }
    svg.text(from - 10, y + bar_height / 2 + 4, shown[i], TextAnchor::end, "ink");
    if (is_drawable(bars[i].value)) draw_bar(svg, scale, bars[i], y);
    svg.text(to + 10, y + bar_height / 2 + 4, value_text(bars[i], options.decimals),
             TextAnchor::start, "ink");
  }
  if (!options.value_label.empty())
    svg.text((from + to) / 2, height - 14, options.value_label, TextAnchor::middle);
  return svg.finished();
}

}  // namespace mien
