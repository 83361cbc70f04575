#pragma once

#include <string>
#include <vector>

#include "mien/core/face.h"
#include "mien/core/image.h"
#include "report/drawing/backend.h"
#include "report/label_layout.h"
#include "report/palette.h"

namespace mien {

/// A line of a label; ASCII, since that is what the fonts have.
struct LabelLine {
  std::string text;
  Colour colour;
};

/// One way to write a label.
struct LabelStyle {
  std::vector<LabelLine> lines;
  double cap_height = 0;  ///< of capital letters, pixels
};

/// The ways to write the label of a face, the best first: ever smaller, at last without the second
/// line. Empty if there is nothing to say.
/// @param caption what comes before the first line, such as "1"
/// @param score whether a face of which nothing is known says how sure the detector is
[[nodiscard]] std::vector<LabelStyle> label_styles(const Face& face, double cap_height,
                                                   const std::string& caption = "",
                                                   bool score = true);

/// Size of the plate.
[[nodiscard]] Size label_size(const LabelStyle& style);

/// Draws the text on a dark, half transparent plate.
/// @param canvas RGB; `rect` lies within and has the size that `label_size` gives
void draw_label(const report::Canvas& canvas, const LabelStyle& style, const PixelRect& rect);

}  // namespace mien
