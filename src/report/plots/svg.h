#pragma once

#include <string>
#include <string_view>

namespace mien {

/// Where a text stands to its point.
enum class TextAnchor { start, middle, end };

/// Pixels that plots leave free at their sides.
inline constexpr double plot_margin = 16;

/// An SVG picture of a plot. It brings its colours for light and dark surroundings along, in
/// classes that are valid inside it alone. They are ground, lane, grid, axis, ink, soft, title,
/// accent, light, dark (for text on blocks), and c0 to c7 (colours of series).
///
/// Numbers are pixels. Texts may hold anything; they are escaped.
class Svg {
 public:
  static constexpr int series_colours = 8;
  static constexpr double font_size = 12;

  /// @param title its name for who cannot see it
  Svg(double width, double height, std::string_view title);

  void text(double x, double y, std::string_view text, TextAnchor anchor = TextAnchor::start,
            std::string_view css_class = "soft");
  /// As `text`, turned counterclockwise about its point.
  void turned_text(double x, double y, double degrees, std::string_view text, TextAnchor anchor);
  void line(double x1, double y1, double x2, double y2, std::string_view css_class);
  void rectangle(double x, double y, double width, double height, std::string_view css_class,
                 double opacity = 1);
  void circle(double x, double y, double radius, std::string_view css_class);
  /// A rectangle of a colour of its own, such as "#ffcd40", with a text to show when it is pointed
  /// at.
  void block(double x, double y, double width, double height, std::string_view colour,
             std::string_view hint);
  /// @param source a data: address of a picture, which fills the place and is cut at its sides
  void image(double x, double y, double width, double height, std::string_view source,
             std::string_view hint);
  /// @param path the attribute d
  /// @param dashes the attribute stroke-dasharray, "" for a solid line
  /// @param width pixels of the line; 0: as the class has it
  void path(std::string_view path, std::string_view css_class, std::string_view dashes,
            double width = 0);

  /// The whole document, without an XML declaration, so that it may also stand inside of HTML.
  [[nodiscard]] std::string finished() const;

  /// Pixels that a text takes in `font_size`, rather too many than too few.
  [[nodiscard]] static double text_width(std::string_view text);

  /// A coordinate as text.
  [[nodiscard]] static std::string number(double value);

 private:
  std::string content_;
};

/// "c3" for series 3 and, since the colours repeat, for 11.
[[nodiscard]] std::string series_class(std::size_t series);

}  // namespace mien
