#include "report/html/html_parts.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base64.h"
#include "report/html/html_text.h"
#include "report/html/page.h"
#include "report/plots/affect_plot.h"
#include "report/values.h"

namespace mien {

namespace {

// The policy forbids the page to fetch anything at all.
constexpr std::string_view head = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body class="no-script">
<header class="top">
<h1>{title}</h1>
<p class="hint">{hint}</p>
</header>
)";

}  // namespace

std::string html_page_head(std::string_view title, std::string_view hint) {
  return fmt::format(fmt::runtime(head), fmt::arg("title", html_text(title)),
                     fmt::arg("hint", html_text(hint)), fmt::arg("style", report_page_css));
}

std::string html_left_out(const LeftOut& left_out) {
  if (left_out.empty()) return {};
  return fmt::format("<p class=\"panel left-out\">Left out of the folders: {}</p>\n",
                     html_text(left_out_text(left_out)));
}

std::string data_url(std::span<const std::byte> picture) {
  const bool png = !picture.empty() && picture.front() == std::byte{0x89};
  return fmt::format("data:image/{};base64,{}", png ? "png" : "jpeg", base64_encode(picture));
}

std::string html_bars(const Classification& answer, std::span<const std::string_view> labels,
                      bool coloured) {
  std::string text = "<dl class=\"bars\">\n";
  for (const LabelProbability& entry : in_order(answer, labels)) {
    const std::string share =
        fixed(std::clamp(entry.probability * 100.0, 0.0, 100.0), pixel_decimals);
    const std::string colour =
        coloured ? fmt::format(";--c:{}", css_colour(emotion_colour(entry.label))) : "";
    text += fmt::format(
        "<div{}><dt>{}</dt><dd class=\"track\" aria-hidden=\"true\"><i "
        "style=\"--p:{}%{}\"></i></dd>"
        "<dd>{}</dd></div>\n",
        entry.label == answer.label ? " class=\"most\"" : "", html_text(entry.label),
        share.empty() ? "0" : share, colour, percent(entry.probability));
  }
  return text + "</dl>\n";
}

std::string person_title(const std::optional<float>& age,
                         const std::optional<Classification>& gender,
                         const std::optional<Classification>& ethnicity) {
  std::string title;
  const auto add = [&](const std::string& word) {
    if (word.empty()) return;
    if (!title.empty()) title += ", ";
    title += word;
  };
  if (age) {
    const std::string years = fixed(*age, 0);
    if (!years.empty()) add(fmt::format("{} years", years));
  }
  if (gender) add(shown_label(*gender));
  if (ethnicity) add(shown_label(*ethnicity));
  return title;
}

std::string html_affect(const Affect& affect) {
  return fmt::format("<figure class=\"mood\">{}<figcaption>{}</figcaption></figure>\n",
                     affect_plot(affect), affect_text(affect));
}

std::string gender_and_ethnicity(const std::optional<Classification>& gender,
                                 const std::optional<Classification>& ethnicity) {
  std::string text;
  if (gender) text += "<h4>Apparent gender</h4>\n" + html_bars(*gender, gender_labels, false);
  if (ethnicity)
    text += "<h4>Apparent ethnicity</h4>\n" + html_bars(*ethnicity, ethnicity_labels, false);
  return text;
}

}  // namespace mien
