#include "report/plots/plot_confusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "mien/core/error.h"
#include "report/display_text.h"
#include "report/plots/svg.h"

namespace mien {

namespace {

constexpr std::size_t most_classes = 100;
constexpr int longest_label = 28;
constexpr double slope = 40;        // degrees of column names that are wider than their cell
constexpr double light_from = 0.7;  // share of a row from which its cell is too dark for dark text

void check_confusion(std::size_t labels, std::size_t counts, const ConfusionOptions& options) {
  if (labels < 1 || labels > most_classes || counts != labels * labels) {
    throw Error(ErrorCode::usage,
                fmt::format("confusion matrix: expected 1 to {} labels and their number squared of "
                            "counts, found {} and {}",
                            most_classes, labels, counts));
  }
  if (options.cell < 48 || options.cell > 200) {
    throw Error(ErrorCode::usage, fmt::format("confusion matrix: expected cells of 48 to 200 "
                                              "pixels, found {}",
                                              options.cell));
  }
}

/// Where the matrix stands in the picture.
struct MatrixPlace {
  double left;
  double top;
  double cell;
};

void draw_cell(Svg& svg, double x, double y, double cell, std::uint64_t count, double share) {
  svg.rectangle(x + 1, y + 1, cell - 2, cell - 2, "accent", 0.04 + 0.96 * share);
  if (count == 0) return;
  const bool light = share >= light_from;
  svg.text(x + cell / 2, y + cell / 2 - 1, fmt::format("{:.1f} %", 100 * share), TextAnchor::middle,
           light ? "light" : "ink");
  svg.text(x + cell / 2, y + cell / 2 + 15, std::to_string(count), TextAnchor::middle,
           light ? "light" : "ink");
}

void draw_counts_row(Svg& svg, const MatrixPlace& frame, std::size_t row,
                     std::span<const std::uint64_t> counts) {
  // As doubles, since the sum of hostile counts may overflow.
  const double sum = std::accumulate(
      counts.begin(), counts.end(), 0.0,
      [](double total, std::uint64_t count) { return total + static_cast<double>(count); });
  const double y = frame.top + static_cast<double>(row) * frame.cell;
  for (std::size_t column = 0; column < counts.size(); ++column) {
    const double share = sum > 0 ? static_cast<double>(counts[column]) / sum : 0;
    draw_cell(svg, frame.left + static_cast<double>(column) * frame.cell, y, frame.cell,
              counts[column], share);
  }
  svg.text(frame.left + static_cast<double>(counts.size()) * frame.cell + 10,
           y + frame.cell / 2 + 4, fmt::format("{:.0f}", sum));
}

}  // namespace

std::string plot_confusion(std::span<const std::string> labels,
                           std::span<const std::uint64_t> counts, const ConfusionOptions& options) {
  check_confusion(labels.size(), counts.size(), options);
  std::vector<std::string> names;
  double widest = 0;
  for (const std::string& label : labels) {
    names.push_back(shorten_middle(printable(label), longest_label));
    widest = std::max(widest, Svg::text_width(names.back()));
  }
  const double cell = options.cell;
  const bool turned = widest > cell - 4;
  const double angle = slope * std::numbers::pi / 180;
  const double head = turned ? widest * std::sin(angle) + 14 : 20;
  const MatrixPlace frame{plot_margin + 20 + widest + 8,
                          (options.title.empty() ? plot_margin : 40) + 22 + head, cell};
  const double side = cell * static_cast<double>(names.size());
  const double overhang = turned ? widest * std::cos(angle) : 0;
  const double width = std::max(frame.left + side + std::max(86.0, overhang) + plot_margin,
                                2 * plot_margin + 1.3 * Svg::text_width(options.title));

  Svg svg(width, frame.top + side + plot_margin,
          options.title.empty() ? "confusion matrix" : options.title);
  if (!options.title.empty()) svg.text(plot_margin, 24, options.title, TextAnchor::start, "title");
  svg.text(frame.left + side / 2, frame.top - head - 4, options.column_label, TextAnchor::middle);
  svg.turned_text(plot_margin + 8, frame.top + side / 2, 90, options.row_label, TextAnchor::middle);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * cell;
    svg.text(frame.left - 8, frame.top + middle + 4, names[i], TextAnchor::end, "ink");
    if (turned) {
      svg.turned_text(frame.left + middle, frame.top - 8, slope, names[i], TextAnchor::start);
    } else {
      svg.text(frame.left + middle, frame.top - 8, names[i], TextAnchor::middle, "ink");
    }
    draw_counts_row(svg, frame, i, counts.subspan(i * names.size(), names.size()));
  }
  return svg.finished();
}

}  // namespace mien
