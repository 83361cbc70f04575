#pragma once

#include <cstdint>
#include <string_view>

namespace mien {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// The colour of an expression in pictures and pages, bright enough for a dark ground. Unknown
/// labels and "" (no expression) have a light blue.
[[nodiscard]] constexpr Colour emotion_colour(std::string_view label) {
  if (label == "neutral") return {176, 190, 204};
  if (label == "happiness") return {255, 205, 64};
  if (label == "surprise") return {255, 153, 64};
  if (label == "sadness") return {96, 165, 250};
  if (label == "anger") return {248, 96, 96};
  if (label == "disgust") return {120, 205, 110};
  if (label == "fear") return {190, 140, 250};
  if (label == "contempt") return {64, 205, 195};
  return {140, 210, 255};
}

}  // namespace mien
