#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "report/palette.h"

// What libmien asks of its drawing module. OpenCV brings a library of linear algebra with threads
// of its own, a window system and more, which only a run that draws on pictures shall load.
// Therefore it lives in a module, and this header is all that the two have in common. Nothing here
// throws but std::bad_alloc.

namespace mien::report {

/// Pixels to draw on: RGB, or one channel.
struct Canvas {
  std::uint8_t* pixels = nullptr;
  int width = 0;
  int height = 0;
  std::ptrdiff_t stride = 0;  ///< bytes from row to row
};

/// Parts of a pixel in which places and lengths on a canvas are told.
inline constexpr int pixel_parts = 16;

/// A place on a canvas in parts of a pixel; whole numbers of pixels are their middles.
struct CanvasPoint {
  int x = 0;
  int y = 0;
};

/// How large a text is written.
struct TextSize {
  double cap_height = 0;  ///< of capital letters, pixels
  int stroke = 1;         ///< width of a line, pixels
};

class DrawingBackend {
 public:
  virtual ~DrawingBackend() = default;
  /// The outline of a rectangle.
  virtual void box(const Canvas& picture, CanvasPoint a, CanvasPoint b, Colour colour,
                   int thickness) const = 0;
  /// A full circle.
  /// @param radius parts of a pixel
  virtual void dot(const Canvas& picture, CanvasPoint centre, int radius, Colour colour) const = 0;
  /// A line that ends where it begins.
  virtual void closed_line(const Canvas& picture, std::span<const CanvasPoint> points,
                           Colour colour, int thickness) const = 0;
  /// Fills a canvas of one channel with 255, but for its rounded corners.
  /// @param radius pixels
  virtual void plate(const Canvas& mask, int radius) const = 0;
  /// Writes with 255 on a canvas of one channel.
  /// @param text ASCII, since that is what the fonts have
  /// @param x, baseline where the text begins, pixels
  virtual void text(const Canvas& mask, const std::string& text, int x, int baseline,
                    const TextSize& size) const = 0;
  /// Pixels across.
  [[nodiscard]] virtual int text_width(const std::string& text, const TextSize& size) const = 0;
};

/// The name of the function `const DrawingBackend*()` that the module exports. The number goes up
/// with each change of this header, so that a module of another build is refused.
inline constexpr const char* drawing_backend_symbol = "mien_drawing_backend_1";

/// The backend; loads the module at the first call.
/// @throws Error (ErrorCode::setup) if it cannot be loaded
[[nodiscard]] const DrawingBackend& drawing_backend();

}  // namespace mien::report

extern "C" const mien::report::DrawingBackend* mien_drawing_backend_1();
