#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mien {

/// One curve: points (x, y) in order of x. A point that is not finite (or beyond 1e300) leaves a
/// gap.
struct Curve {
  std::string name;
  std::vector<double> x;
  std::vector<double> y;
};

struct CurvesOptions {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::optional<double> y_low{};   ///< end of the axis; else it follows the data
  std::optional<double> y_high{};  ///< curves are cut there
  int width = 720;                 ///< pixels, 240 to 10000
  int height = 420;                ///< pixels, 160 to 10000
};

/// Draws curves over one another as SVG with axes and a legend, for light and dark surroundings.
/// Curves differ in colour and, from the ninth on, in dashes. Without a point the axes are empty.
/// @throws Error (ErrorCode::usage) if x and y of a curve differ in length or the size is out of
/// range. Also if an end of the axis is not finite or not below the other.
[[nodiscard]] std::string plot_curves(std::span<const Curve> curves, const CurvesOptions& options);

}  // namespace mien
