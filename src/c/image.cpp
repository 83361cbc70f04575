#include "c/image.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdlib>

#include "c/guard.h"
#include "c/sized.h"

namespace mien::c {

namespace {

/// Where red, green and blue are in a pixel.
struct Layout {
  int bytes;
  std::array<int, 3> channels;
};

Layout layout_of(std::int32_t format) {
  switch (format) {
    case MIEN_RGB8:
      return {3, {0, 1, 2}};
    case MIEN_BGR8:
      return {3, {2, 1, 0}};
    case MIEN_RGBA8:
      return {4, {0, 1, 2}};
    case MIEN_GREY8:
      return {1, {0, 0, 0}};
    default:
      throw Error(ErrorCode::usage,
                  fmt::format("image: expected the format MIEN_RGB8, MIEN_BGR8, MIEN_RGBA8 or "
                              "MIEN_GREY8, found {}",
                              format));
  }
}

Image converted(const mien_image& image, const Layout& layout) {
  if (image.pixels == nullptr) {
    throw Error(ErrorCode::input, "image: expected pixels, found none");
  }
  Image copy(image.width, image.height);
  const std::ptrdiff_t least = std::ptrdiff_t{layout.bytes} * image.width;
  if (image.stride < least) {
    throw Error(ErrorCode::input,
                fmt::format("image: expected a stride of at least {} bytes, found {}", least,
                            image.stride));
  }
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* from = image.pixels + y * image.stride;
    std::uint8_t* to = copy.mutable_row(y);
    for (int x = 0; x < image.width; ++x, from += layout.bytes) {
      for (const int channel : layout.channels) *to++ = from[channel];
    }
  }
  return copy;
}

}  // namespace

std::vector<Image> borrowed_images(const mien_image* images, std::size_t count) {
  std::vector<Image> result;
  if (count == 0) return result;
  const std::size_t size = required(images, "images").struct_size;
  const auto* bytes = reinterpret_cast<const std::byte*>(images);
  for (std::size_t i = 0; i < count; ++i) {
    const auto* next = reinterpret_cast<const mien_image*>(bytes + i * size);
    const mien_image image = read_sized(next, mien_image{}, "image");
    if (image.struct_size != size) {
      throw Error(ErrorCode::usage,
                  fmt::format("image {}: struct_size: expected {} as of the first, found {}", i,
                              size, image.struct_size));
    }
    const Layout layout = layout_of(image.format);
    result.push_back(image.format == MIEN_RGB8
                         ? Image::view(image.pixels, image.width, image.height, image.stride)
                         : converted(image, layout));
  }
  return result;
}

}  // namespace mien::c
