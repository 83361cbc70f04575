#include "pixels/warp.h"

#include <cstddef>
#include <cstdint>

#include "pixels/warp_places.h"

namespace mien::pixels {

namespace {

constexpr int warp_one = place_steps * place_steps;  // the sum of the weights of four neighbours

/// The pixel that stands for one beyond the edge, or -1 for black.
int within(std::int64_t at, int side, Border border) {
  if (at >= 0 && at < side) return static_cast<int>(at);
  if (border == Border::constant) return -1;
  if (border == Border::replicate) return at < 0 ? 0 : side - 1;
  if (side == 1) return 0;
  const std::int64_t period = 2 * (std::int64_t{side} - 1);
  const std::int64_t rest = (at % period + period) % period;
  return static_cast<int>(rest < side ? rest : period - rest);
}

const std::uint8_t* pixel_at(const Image& picture, int x, int y) {
  static constexpr std::uint8_t black[Image::channels] = {};
  if (x < 0 || y < 0) return black;
  return picture.row(y) + static_cast<std::ptrdiff_t>(x) * Image::channels;
}

}  // namespace

Image warped(const Image& picture, const Affine& back, Size size, Border border) {
  WarpPlaces places(back, size);
  Image result(size.width, size.height);
  for (int y = 0; y < size.height; ++y) {
    places.start_row(y);
    std::uint8_t* out = result.mutable_row(y);
    for (int x = 0; x < size.width; ++x, out += Image::channels) {
      const Place place = places.at(x);
      const int left = within(place.x, picture.width(), border);
      const int right = within(place.x + 1, picture.width(), border);
      const int top = within(place.y, picture.height(), border);
      const int bottom = within(place.y + 1, picture.height(), border);
      const std::uint8_t* const corners[4] = {
          pixel_at(picture, left, top), pixel_at(picture, right, top),
          pixel_at(picture, left, bottom), pixel_at(picture, right, bottom)};
      const int weights[4] = {(place_steps - place.right) * (place_steps - place.down),
                              place.right * (place_steps - place.down),
                              (place_steps - place.right) * place.down, place.right * place.down};
      for (int c = 0; c < Image::channels; ++c) {
        const int sum = corners[0][c] * weights[0] + corners[1][c] * weights[1] +
                        corners[2][c] * weights[2] + corners[3][c] * weights[3];
        out[c] = static_cast<std::uint8_t>((sum + warp_one / 2) / warp_one);
      }
    }
  }
  return result;
}

}  // namespace mien::pixels
