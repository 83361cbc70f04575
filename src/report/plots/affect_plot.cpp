#include "report/plots/affect_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/values.h"

namespace mien {

std::string affect_text(const Affect& affect) {
  return fmt::format("valence {}, arousal {}", fixed(affect.valence, affect_decimals),
                     fixed(affect.arousal, affect_decimals));
}

std::string affect_plot(const Affect& affect) {
  constexpr double radius = 50;
  const auto place = [](float value) {
    return std::isfinite(value) ? radius * std::clamp(double{value}, -1.0, 1.0) : 0;
  };
  return fmt::format(
      "<svg class=\"affect\" viewBox=\"-76 -66 152 132\" role=\"img\" aria-label=\"{}\">"
      "<circle class=\"ring\" r=\"50\"/><path class=\"cross\" d=\"M-50 0H50M0-50V50\"/>"
      "<text x=\"0\" y=\"-56\">excited</text><text x=\"0\" y=\"64\">calm</text>"
      "<text class=\"left\" x=\"-54\" y=\"3\">−</text><text class=\"right\" x=\"54\" y=\"3\">+"
      "</text><circle class=\"point\" cx=\"{}\" cy=\"{}\" r=\"5\"/></svg>\n",
      affect_text(affect), fixed(place(affect.valence), 1), fixed(-place(affect.arousal), 1));
}

}  // namespace mien
