#include "detect/rfb_boxes.h"

#include <algorithm>
#include <cmath>

namespace mien::detect {

namespace {

// Offsets count in a tenth of a box's side, and in a fifth for the logarithm of sides.
constexpr float centre_variance = 0.1F;
constexpr float size_variance = 0.2F;

}  // namespace

Size rfb_shrunk(Size picture, int long_side) {
  const double scale =
      static_cast<double>(long_side) / std::max({picture.width, picture.height, 1});
  const auto side = [&](int length) {
    return std::max(1, static_cast<int>(std::lround(length * scale)));
  };
  return {side(picture.width), side(picture.height)};
}

std::vector<Candidate> rfb_boxes(const RfbMaps& maps, Size small, Size original,
                                 float least_score) {
  const double x_scale = static_cast<double>(original.width) / small.width;
  const double y_scale = static_cast<double>(original.height) / small.height;
  // A score of p is a difference of ln(p / (1 - p)) between the two outputs.
  const float least = std::log(least_score / (1 - least_score));
  std::vector<Candidate> candidates;
  for (std::size_t l = 0; l < rfb_levels.size(); ++l) {
    const RfbLevel& level = rfb_levels[l];
    const RfbMap& map = maps[l];
    const std::size_t columns = map.columns;
    const std::size_t places = map.rows * columns;
    for (std::size_t b = 0; b < level.count; ++b) {
      const float* no_face = map.scores.data() + 2 * b * places;
      const float* face = no_face + places;
      const float* of_box = map.offsets.data() + 4 * b * places;
      // Sides beyond the picture end at its edge, as those that the network was taught with.
      const float width = std::min(level.sides[b], static_cast<float>(small.width));
      const float height = std::min(level.sides[b], static_cast<float>(small.height));
      for (std::size_t i = 0; i < places; ++i) {
        const float difference = face[i] - no_face[i];
        if (!(difference >= least)) continue;
        const std::size_t line = i / columns;
        const auto column = static_cast<float>(i % columns);
        const auto row = static_cast<float>(line);
        const auto step = static_cast<float>(level.step);
        const float x = (column + 0.5F) * step + of_box[i] * centre_variance * width;
        const float y = (row + 0.5F) * step + of_box[places + i] * centre_variance * height;
        const float w = width * std::exp(of_box[2 * places + i] * size_variance);
        const float h = height * std::exp(of_box[3 * places + i] * size_variance);
        Candidate box;
        box.x1 = (x - w / 2) * x_scale;
        box.y1 = (y - h / 2) * y_scale;
        box.x2 = (x + w / 2) * x_scale - 1;
        box.y2 = (y + h / 2) * y_scale - 1;
        box.score = 1 / (1 + std::exp(-difference));
        const bool sound = std::isfinite(box.x1) && std::isfinite(box.y1) &&
                           std::isfinite(box.x2) && std::isfinite(box.y2) && w > 0 && h > 0;
        if (sound) candidates.push_back(box);
      }
    }
  }
  return candidates;
}

}  // namespace mien::detect
