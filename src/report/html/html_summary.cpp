#include "report/html/html_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "report/html/html_parts.h"
#include "report/html/html_text.h"
#include "report/palette.h"
#include "report/values.h"

namespace mien {

namespace {

std::string chart(std::string_view title, std::string_view description, bool wide, int width,
                  int height, std::string_view drawing) {
  return fmt::format(
      "<section class=\"panel chart{}\"><h3>{}</h3>\n"
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n{}</svg></section>\n",
      wide ? " wide" : "", title, width, height, description, drawing);
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void HtmlSummary::add(bool has_error, std::size_t faces) {
  ++inputs_;
  faces_ += faces;
  if (has_error) {
    ++errors_;
  } else if (faces == 0) {
    ++without_face_;
  }
}

void HtmlSummary::add_age(const std::optional<float>& age) {
  if (!age || !std::isfinite(*age)) return;
  ++ages_[static_cast<std::size_t>(std::clamp(*age / 10, 0.0F, float(age_bins - 1)))];
  ++with_age_;
  sum_of_ages_ += *age;
}

void HtmlSummary::add(const ImageResult& result) {
  add(!result.error.empty(), result.faces.size());
  for (const Face& face : result.faces) {
    add_age(face.age);
    if (!face.emotion) continue;
    // Classes that nobody shows are rows, too.
    for (const LabelProbability& entry : face.emotion->probabilities) emotions_[entry.label] += 0;
    ++emotions_[face.emotion->label];
  }
}

void HtmlSummary::add(const ClipSummary& clip) {
  add(!clip.error.empty(), clip.tracks.size());
  for (const TrackSummary& track : clip.tracks) {
    add_age(track.age);
    if (!track.emotion) continue;
    for (const LabelProbability& entry : track.emotion->probabilities) emotions_[entry.label] += 0;
    ++emotions_[track.dominant];
  }
}

std::string HtmlSummary::counts() const {
  std::string text = "<dl class=\"counts\">\n";
  const auto add = [&](std::string_view name, std::size_t count, std::string_view extra) {
    text +=
        fmt::format("<div class=\"panel{}\"><dt>{}</dt><dd>{}</dd></div>\n", extra, name, count);
  };
  add(inputs_ == 1 ? "input" : "inputs", inputs_, "");
  add(faces_ == 1 ? "face" : "faces", faces_, "");
  add("without a face", without_face_, "");
  add(errors_ == 1 ? "error" : "errors", errors_, errors_ == 0 ? "" : " bad");
  return text + "</dl>\n";
}

std::string HtmlSummary::expressions(bool wide) const {
  std::vector<std::pair<std::string, std::size_t>> rows(emotions_.begin(), emotions_.end());
  std::ranges::stable_sort(rows, {}, [](const auto& row) {
    return std::ranges::find(emotion_labels, row.first) - emotion_labels.begin();
  });
  std::size_t most = 0;
  std::size_t all = 0;
  for (const auto& [label, count] : rows) {
    most = std::max(most, count);
    all += count;
  }
  const int width = wide ? 1100 : 520;
  constexpr int row_height = 24;
  constexpr int label_width = 92;
  const int bar_width = width - label_width - 100;
  std::string drawing;
  std::string description = "Expressions:";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [name, count] = rows[i];
    const std::string label = html_text(name);
    const int y = static_cast<int>(i) * row_height;
    const double length = count == 0 ? 0.0 : std::max(2.0, bar_width * share(count, most));
    drawing += fmt::format(
        "<g data-emotion=\"{0}\"><text x=\"0\" y=\"{1}\">{0}</text>"
        "<rect x=\"{2}\" y=\"{3}\" width=\"{4:.1f}\" height=\"14\" rx=\"4\" fill=\"{5}\"/>"
        "<text x=\"{6:.1f}\" y=\"{1}\"><tspan class=\"number\">{7}</tspan> · {8}</text></g>\n",
        label, y + 16, label_width, y + 5, length, css_colour(emotion_colour(name)),
        label_width + length + (count == 0 ? 0 : 8), count,
        percent(static_cast<float>(share(count, all))));
    description += fmt::format(" {} {}{}", label, count, i + 1 < rows.size() ? "," : "");
  }
  return chart("Expressions", description, wide, width,
               static_cast<int>(rows.size()) * row_height + 2, drawing);
}

std::string HtmlSummary::ages(bool wide) const {
  const int width = wide ? 1100 : 520;
  constexpr int height = 194;
  constexpr int floor = 168;
  constexpr int ceiling = 22;
  const std::size_t most = *std::ranges::max_element(ages_);
  const double step = static_cast<double>(width) / age_bins;
  std::string drawing;
  std::string description = "Ages:";
  for (std::size_t i = 0; i < age_bins; ++i) {
    const std::string name =
        i + 1 == age_bins ? fmt::format("{}+", i * 10) : fmt::format("{}–{}", i * 10, i * 10 + 9);
    const double bar = (floor - ceiling) * share(ages_[i], most);
    const double x = static_cast<double>(i) * step;
    if (ages_[i] > 0) {
      drawing += fmt::format(
          "<rect class=\"bin\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
          "rx=\"4\"/><text class=\"number\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{:.1f}\">{}"
          "</text>\n",
          x + 4, floor - bar, step - 8, bar, x + step / 2, floor - bar - 6, ages_[i]);
      description += fmt::format(" {}: {};", name, ages_[i]);
    }
    drawing += fmt::format("<text text-anchor=\"middle\" x=\"{:.1f}\" y=\"{}\">{}</text>\n",
                           x + step / 2, height - 8, name);
  }
  drawing += fmt::format("<line class=\"axis\" x1=\"0\" y1=\"{0}\" x2=\"{1}\" y2=\"{0}\"/>\n",
                         floor + 0.5, width);
  const std::string title =
      fmt::format("Apparent ages (mean {})", fixed(sum_of_ages_ / double(with_age_), age_decimals));
  return chart(title, description, wide, width, height, drawing);
}

std::string HtmlSummary::html() const {
  std::string text = "<section class=\"summary\">\n<h2 class=\"hidden\">Summary</h2>\n" + counts() +
                     html_left_out(left_out_);
  if (!emotions_.empty()) text += expressions(with_age_ == 0);
  if (with_age_ > 0) text += ages(emotions_.empty());
  return text + "</section>\n";
}

}  // namespace mien
