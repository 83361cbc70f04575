#include "mien/report/timeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "mien/core/error.h"
#include "report/display_text.h"
#include "report/html/html_parts.h"
#include "report/html/html_text.h"
#include "report/palette.h"
#include "report/plots/svg.h"
#include "report/plots/ticks.h"
#include "report/plots/timeline_runs.h"
#include "report/time_text.h"
#include "report/values.h"

namespace mien {

namespace {

constexpr int longest_person_name = 30;
constexpr double lane_height = 24;
constexpr double row_gap = 18;
constexpr double thumbnail = 44;
constexpr double label_legend_row = 22;
constexpr double curve_height = 48;
constexpr double curve_gap = 6;
constexpr double block_swatch = 14;
constexpr int least_plot = 160;

void check_timeline(const TimelineOptions& options) {
  if (options.width >= 320 && options.width <= 10000 && options.most_rows >= 1) return;
  throw Error(ErrorCode::usage,
              fmt::format("timeline: expected a width of 320 to 10000 and a row or more, found {} "
                          "and {}",
                          options.width, options.most_rows));
}

std::string label_colour(std::string_view label) { return css_colour(emotion_colour(label)); }

/// A person's row.
struct Row {
  const TrackSummary* track = nullptr;
  const TimelinePerson* person = nullptr;        // where rows show people and not expressions
  std::vector<const ClipThumbnail*> thumbnails;  // by time
  std::string name;
  std::string note;
};

std::string name_of(const TrackSummary& track) {
  const std::string title = person_title(track.age, track.gender, {});
  const std::string name =
      fmt::format("Person {}{}{}", track.track, title.empty() ? "" : ": ", title);
  return shorten_middle(printable(name), longest_person_name);
}

std::string note_of(const TrackSummary& track) {
  if (track.shares.empty()) return "no expression";
  const float share =
      std::ranges::max_element(track.shares, {}, &LabelProbability::probability)->probability;
  return shorten_middle(
      printable(fmt::format("{} {}, {}", track.dominant, percent(share),
                            counted(static_cast<std::size_t>(track.changes), "change", "changes"))),
      longest_person_name);
}

/// Names the person of a row, and says what is seen of them.
void describe(Row& row, const TimelineOptions& options) {
  if (options.people.empty()) {
    row.name = name_of(*row.track);
    row.note = note_of(*row.track);
    return;
  }
  static const TimelinePerson nobody;
  const auto entry = options.people.find(row.track->track);
  row.person = entry == options.people.end() ? &nobody : &entry->second;
  const std::string& name = row.person->name;
  row.name = shorten_middle(
      printable(fmt::format("Person {}{}{}", row.track->track, name.empty() ? "" : ": ", name)),
      longest_person_name);
  row.note = shorten_middle(printable(row.person->note), longest_person_name);
}

/// The people who are shown, by number.
std::vector<Row> rows_of_people(const ClipSummary& clip, std::span<const ClipThumbnail> thumbnails,
                                const TimelineOptions& options) {
  std::vector<Row> rows;
  for (const TrackSummary& track : clip.tracks) rows.push_back({&track, nullptr, {}, {}, {}});
  if (rows.size() > static_cast<std::size_t>(options.most_rows)) {
    std::ranges::stable_sort(rows, std::greater<>(), [](const Row& r) { return r.track->seen; });
    rows.resize(static_cast<std::size_t>(options.most_rows));
    std::ranges::sort(rows, {}, [](const Row& row) { return row.track->track; });
  }
  for (Row& row : rows) {
    describe(row, options);
    for (const ClipThumbnail& picture : thumbnails) {
      if (picture.track == row.track->track && !picture.picture.empty() &&
          is_drawable(picture.seconds)) {
        row.thumbnails.push_back(&picture);
      }
    }
    std::ranges::stable_sort(row.thumbnails, {}, [](const auto* p) { return p->seconds; });
  }
  return rows;
}

/// The expressions of the rows in mien's order, then others by name.
std::vector<std::string> labels_of(const std::vector<Row>& rows) {
  std::set<std::string> distinct;
  for (const Row& row : rows) {
    if (row.person != nullptr) continue;
    for (const ExpressionSegment& segment : row.track->segments) distinct.insert(segment.label);
  }
  std::vector<std::string> labels(distinct.begin(), distinct.end());
  std::ranges::stable_sort(labels, {}, [](const std::string& label) {
    return std::ranges::find(emotion_labels, label) - emotion_labels.begin();
  });
  return labels;
}

/// Seconds to pixels.
struct TimeAxis {
  double low = 0;
  double high = 1;
  double from = 0;
  int columns = 1;  // pixels
  [[nodiscard]] double at(double seconds) const {
    return from + columns * std::clamp((seconds - low) / (high - low), 0.0, 1.0);
  }
};

TimeAxis axis_of(const ClipSummary& clip) {
  TimeAxis axis;
  axis.low = is_drawable(clip.begin) ? clip.begin : 0;
  axis.high = axis.low + (is_drawable(clip.seconds) ? std::max(clip.seconds, 0.0) : 0);
  for (const TrackSummary& track : clip.tracks) {
    if (!is_drawable(track.begin) || !is_drawable(track.end)) continue;
    axis.low = std::min(axis.low, track.begin);
    axis.high = std::max(axis.high, track.end);
  }
  if (!(axis.high - axis.low > 1e-6)) axis.high = axis.low + 1;
  return axis;
}

/// Draws the legend (if `svg`) and returns the height that it takes.
double label_legend(Svg* svg, const std::vector<std::string>& labels, double top, double width) {
  double x = plot_margin;
  double y = top;
  for (const std::string& label : labels) {
    const std::string name = shorten_middle(printable(label), longest_person_name);
    const double entry = block_swatch + 6 + Svg::text_width(name) + 12;
    if (x > plot_margin && x + entry > width - plot_margin) {
      x = plot_margin;
      y += label_legend_row;
    }
    if (svg != nullptr) {
      svg->block(x, y + 2, block_swatch, block_swatch, label_colour(label), label);
      svg->text(x + block_swatch + 6, y + 13, name, TextAnchor::start, "ink");
    }
    x += entry;
  }
  return labels.empty() ? 0 : y + label_legend_row - top;
}

bool has_curve(const Row& row) { return row.person == nullptr && !row.track->affect_curve.empty(); }

double height_of(const Row& row) {
  return lane_height + row_gap + (row.thumbnails.empty() ? 0 : thumbnail + 4) +
         (has_curve(row) ? curve_gap + curve_height : 0);
}

struct AffectSeries {
  std::string_view name;
  std::string_view css_class;
  std::string_view dashes;
  float Affect::*number;
};

constexpr std::array<AffectSeries, 2> affect_series = {
    {{"valence", "curve c0", "", &Affect::valence},
     {"arousal", "curve c1", "5 3", &Affect::arousal}}};

/// Draws the legend of the curves, if there are any, and returns the height that it takes.
double curve_legend(Svg* svg, const std::vector<Row>& rows, double top) {
  if (std::ranges::none_of(rows, has_curve)) return 0;
  double x = plot_margin;
  for (const AffectSeries& series : affect_series) {
    if (svg != nullptr) {
      svg->path(fmt::format("M{} {}h{}", Svg::number(x), Svg::number(top + 9), block_swatch),
                series.css_class, series.dashes);
      svg->text(x + block_swatch + 6, top + 13, series.name, TextAnchor::start, "ink");
    }
    x += block_swatch + 6 + Svg::text_width(series.name) + 12;
  }
  if (svg != nullptr) svg->text(x, top + 13, "from -1 to 1");
  return label_legend_row;
}

/// When a person is seen; what is narrower than a pixel is merged with what is beside it.
void draw_presence(Svg& svg, const Row& row, const TimeAxis& axis, double top) {
  double first = 0;
  double last = -1;
  const auto draw = [&] {
    if (last < first) return;
    const double x = std::min(axis.at(first), axis.from + axis.columns - 1);
    svg.block(x, top, std::max(axis.at(last) - x, 1.0), lane_height, label_colour(""),
              fmt::format("{}, {} to {}", row.name, time_text(first, 1), time_text(last, 1)));
  };
  for (const auto& [begin, end] : row.person->seen) {
    if (!is_drawable(begin) || !is_drawable(end) || end < begin) continue;
    if (last >= first && axis.at(begin) - axis.at(last) < 1) {
      last = std::max(last, end);
      continue;
    }
    draw();
    first = begin;
    last = end;
  }
  draw();
}

void draw_lane(Svg& svg, const Row& row, const TimeAxis& axis, double top) {
  svg.rectangle(axis.from, top, axis.columns, lane_height, "lane");
  if (row.person != nullptr) return draw_presence(svg, row, axis, top);
  for (const TimelineRun& run :
       timeline_runs(row.track->segments, axis.low, axis.high, axis.columns)) {
    const double x = axis.from + run.first;
    svg.block(
        x, top, run.columns, lane_height, label_colour(run.label),
        fmt::format("{}, {} to {}", run.label, time_text(run.begin, 1), time_text(run.end, 1)));
    const std::string name = printable(run.label);
    if (Svg::text_width(name) + 8 <= run.columns)
      svg.text(x + 6, top + lane_height / 2 + 4, name, TextAnchor::start, "dark");
  }
}

void draw_thumbnails(Svg& svg, const Row& row, const TimeAxis& axis, double top) {
  double free = axis.from;
  for (const ClipThumbnail* picture : row.thumbnails) {
    const double at = axis.at(picture->seconds);
    const double x = std::min(at, axis.from + axis.columns - thumbnail);
    if (x < free) continue;
    svg.image(x, top, thumbnail, thumbnail, data_url(picture->picture),
              fmt::format("person {} at {}", row.track->track, time_text(picture->seconds, 1)));
    const double mark = std::min(at, axis.from + axis.columns - 0.5) + 0.5;
    svg.line(mark, top + thumbnail, mark, top + thumbnail + 4, "axis");
    free = x + thumbnail + 4;
  }
}

/// Valence and arousal from -1 to 1, broken where the person was not seen.
void draw_curves(Svg& svg, const Row& row, const TimeAxis& axis, double top) {
  constexpr double longest_gap = 1;  // seconds
  const double middle = top + curve_height / 2;
  svg.rectangle(axis.from, top, axis.columns, curve_height, "lane");
  svg.line(axis.from, middle, axis.from + axis.columns, middle, "grid");
  for (const AffectSeries& series : affect_series) {
    std::string path;
    double last = -std::numeric_limits<double>::infinity();
    for (const AffectPoint& point : row.track->affect_curve) {
      const bool drawable = is_drawable(point.begin) && is_drawable(point.end) &&
                            std::isfinite(point.affect.*series.number);
      if (!drawable) continue;
      const double value = std::clamp(double{point.affect.*series.number}, -1.0, 1.0);
      const double x = axis.at((point.begin + point.end) / 2);
      path += fmt::format("{}{} {}", point.begin - last > longest_gap ? "M" : "L", Svg::number(x),
                          Svg::number(middle - value * curve_height / 2));
      // A point that stands alone is seen, too.
      if (point.begin - last > longest_gap) path += "h1";
      last = point.end;
    }
    if (!path.empty()) svg.path(path, series.css_class, series.dashes);
  }
}

void draw_person_row(Svg& svg, const Row& row, const TimeAxis& axis, double top) {
  double bar = top;
  if (!row.thumbnails.empty()) {
    draw_thumbnails(svg, row, axis, top);
    bar += thumbnail + 4;
  }
  draw_lane(svg, row, axis, bar);
  if (has_curve(row)) draw_curves(svg, row, axis, bar + lane_height + curve_gap);
  svg.text(plot_margin, bar + 9, row.name, TextAnchor::start, "ink");
  svg.text(plot_margin, bar + 24, row.note);
}

void draw_axis(Svg& svg, const TimeAxis& axis, double top, double bottom) {
  const TimeTicks ticks = time_ticks(axis.low, axis.high, std::max(axis.columns / 80, 1));
  for (const double seconds : ticks.values) {
    const double x = axis.at(seconds);
    svg.line(x, top, x, bottom + 5, "grid");
    svg.text(x, bottom + 18, time_text(seconds, ticks.decimals), TextAnchor::middle);
  }
  svg.line(axis.from, bottom, axis.from + axis.columns, bottom, "axis");
}

}  // namespace

std::string plot_timeline(const ClipSummary& clip, std::span<const ClipThumbnail> thumbnails,
                          const TimelineOptions& options) {
  check_timeline(options);
  const std::vector<Row> rows = rows_of_people(clip, thumbnails, options);
  const std::vector<std::string> labels = labels_of(rows);
  double names = 0;
  for (const Row& row : rows)
    names = std::max({names, Svg::text_width(row.name), Svg::text_width(row.note)});
  TimeAxis axis = axis_of(clip);
  axis.from = std::ceil(plot_margin + names + (rows.empty() ? 0 : 12));
  // Ticks at the ends have half of their text beyond the axis.
  constexpr double right = plot_margin + 16;
  axis.columns = std::max(static_cast<int>(options.width - right - axis.from), least_plot);
  const double width = axis.from + axis.columns + right;

  const double title_height = options.title.empty() ? plot_margin / 2 : 36;
  const double curves = title_height + label_legend(nullptr, labels, title_height, width);
  const double top = curves + curve_legend(nullptr, rows, curves) + 10;
  double bottom = top;
  for (const Row& row : rows) bottom += height_of(row);
  if (rows.empty()) bottom += 40;
  const std::size_t left_out = clip.tracks.size() - rows.size();
  const double height = bottom + 34 + (left_out > 0 ? 20 : 0);

  const std::string title = options.people.empty() ? "Expressions over time" : "People over time";
  Svg svg(width, height, options.title.empty() ? title : options.title);
  if (!options.title.empty()) {
    const auto columns = static_cast<int>((width - 2 * plot_margin) / 9.5);
    svg.text(plot_margin, 24, shorten_middle(printable(options.title), columns), TextAnchor::start,
             "title");
  }
  (void)label_legend(&svg, labels, title_height, width);
  (void)curve_legend(&svg, rows, curves);
  draw_axis(svg, axis, top, bottom);
  double y = top + 6;
  for (const Row& row : rows) {
    draw_person_row(svg, row, axis, y);
    y += height_of(row);
  }
  if (rows.empty()) {
    svg.text(axis.from + axis.columns / 2.0, top + 24, clip.error.empty() ? "no face" : "no clip",
             TextAnchor::middle);
  }
  if (left_out > 0) {
    svg.text(plot_margin, height - 8,
             fmt::format("and {} seen for shorter", counted(left_out, "person", "people")));
  }
  return svg.finished();
}

}  // namespace mien
