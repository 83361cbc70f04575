#include "report/plots/svg.h"

#include <fmt/format.h>

#include "report/display_text.h"
#include "report/html/html_text.h"

namespace mien {

namespace {

constexpr double widest_character = 7.2;  // of the usual sans-serif fonts in 12 pixels

// Plain properties and no variables, since not every viewer of SVG knows those.
constexpr std::string_view style = R"(<style>
.mien-plot text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.mien-plot .title{font-size:15px;font-weight:600}
.mien-plot .strong{font-weight:600}
.mien-plot .ground{fill:#fff}
.mien-plot .title,.mien-plot .ink,.mien-plot .strong{fill:#1b2030}
.mien-plot .soft{fill:#5a6274}
.mien-plot .light{fill:#fff}
.mien-plot .dark{fill:#1b2030}
.mien-plot .lane{fill:#eceef3}
.mien-plot .accent{fill:#3b5bdb}
.mien-plot .grid{stroke:#e1e4eb}
.mien-plot .axis{stroke:#8a91a0}
.mien-plot .whisker{stroke:#1b2030;stroke-width:1.5}
.mien-plot .curve{fill:none;stroke-width:2;stroke-linejoin:round}
.mien-plot .c0{stroke:#3b5bdb;fill:#3b5bdb}.mien-plot .c1{stroke:#d9480f;fill:#d9480f}
.mien-plot .c2{stroke:#2b8a3e;fill:#2b8a3e}.mien-plot .c3{stroke:#c2255c;fill:#c2255c}
.mien-plot .c4{stroke:#0b7285;fill:#0b7285}.mien-plot .c5{stroke:#6741d9;fill:#6741d9}
.mien-plot .c6{stroke:#a06a00;fill:#a06a00}.mien-plot .c7{stroke:#495057;fill:#495057}
.mien-plot path.curve{fill:none}
@media (prefers-color-scheme:dark){
.mien-plot .ground{fill:#1b1e27}
.mien-plot .lane{fill:#2a2e39}
.mien-plot .title,.mien-plot .ink,.mien-plot .strong{fill:#e8eaf1}
.mien-plot .soft{fill:#a2a9ba}
.mien-plot .accent{fill:#5c7cfa}
.mien-plot .grid{stroke:#2c313d}
.mien-plot .axis{stroke:#6c7384}
.mien-plot .whisker{stroke:#e8eaf1}
.mien-plot .c0{stroke:#91a7ff;fill:#91a7ff}.mien-plot .c1{stroke:#ffa94d;fill:#ffa94d}
.mien-plot .c2{stroke:#69db7c;fill:#69db7c}.mien-plot .c3{stroke:#faa2c1;fill:#faa2c1}
.mien-plot .c4{stroke:#66d9e8;fill:#66d9e8}.mien-plot .c5{stroke:#b197fc;fill:#b197fc}
.mien-plot .c6{stroke:#ffd43b;fill:#ffd43b}.mien-plot .c7{stroke:#ced4da;fill:#ced4da}
.mien-plot path.curve{fill:none}
}
</style>
)";

std::string_view anchor_name(TextAnchor anchor) {
  switch (anchor) {
    case TextAnchor::start:
      return "start";
    case TextAnchor::middle:
      return "middle";
    case TextAnchor::end:
      return "end";
  }
  return "start";
}

/// XML, unlike HTML, has no place for the two code points that are no characters.
std::string xml_text(std::string_view text) {
  std::string escaped = html_text(text);
  for (const std::string_view bad : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = escaped.find(bad); at != std::string::npos; at = escaped.find(bad))
      escaped.replace(at, bad.size(), "\xEF\xBF\xBD");
  }
  return escaped;
}

}  // namespace

Svg::Svg(double width, double height, std::string_view title) {
  const std::string name = xml_text(title);
  content_ = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" class="mien-plot" role="img" aria-label="{0}" )"
      "width=\"{1}\" height=\"{2}\" viewBox=\"0 0 {1} {2}\">\n<title>{0}</title>\n",
      name, number(width), number(height));
  content_ += style;
  rectangle(0, 0, width, height, "ground");
}

void Svg::text(double x, double y, std::string_view text, TextAnchor anchor,
               std::string_view css_class) {
  content_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n",
                          css_class, number(x), number(y), anchor_name(anchor), xml_text(text));
}

void Svg::turned_text(double x, double y, double degrees, std::string_view text,
                      TextAnchor anchor) {
  content_ += fmt::format(
      "<text class=\"soft\" transform=\"translate({} {}) rotate({})\" text-anchor=\"{}\">{}"
      "</text>\n",
      number(x), number(y), number(-degrees), anchor_name(anchor), xml_text(text));
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view css_class) {
  content_ += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n",
                          css_class, number(x1), number(y1), number(x2), number(y2));
}

void Svg::rectangle(double x, double y, double width, double height, std::string_view css_class,
                    double opacity) {
  const std::string shade =
      opacity < 1 ? fmt::format(" fill-opacity=\"{}\"", number(opacity)) : std::string();
  content_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}/>\n",
                          css_class, number(x), number(y), number(width), number(height), shade);
}

void Svg::block(double x, double y, double width, double height, std::string_view colour,
                std::string_view hint) {
  content_ += fmt::format(
      "<rect fill=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>\n",
      xml_text(colour), number(x), number(y), number(width), number(height), xml_text(hint));
}

void Svg::image(double x, double y, double width, double height, std::string_view source,
                std::string_view hint) {
  content_ += fmt::format(
      "<image href=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
      "preserveAspectRatio=\"xMidYMid slice\"><title>{}</title></image>\n",
      xml_text(source), number(x), number(y), number(width), number(height), xml_text(hint));
}

void Svg::circle(double x, double y, double radius, std::string_view css_class) {
  content_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", css_class,
                          number(x), number(y), number(radius));
}

void Svg::path(std::string_view path, std::string_view css_class, std::string_view dashes,
               double width) {
  std::string pattern =
      dashes.empty() ? std::string() : fmt::format(" stroke-dasharray=\"{}\"", dashes);
  if (width > 0) pattern += fmt::format(" style=\"stroke-width:{}\"", number(width));
  content_ += fmt::format("<path class=\"{}\" d=\"{}\"{}/>\n", css_class, path, pattern);
}

std::string Svg::finished() const { return content_ + "</svg>\n"; }

double Svg::text_width(std::string_view text) {
  return widest_character * display_width(printable(text));
}

std::string Svg::number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string series_class(std::size_t series) {
  return fmt::format("c{}", series % Svg::series_colours);
}

}  // namespace mien
