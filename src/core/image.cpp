#include "mien/core/image.h"

#include <fmt/format.h>

#include <cstring>
#include <new>
#include <utility>

#include "mien/core/error.h"

namespace mien {

Image::Image(int width, int height) : size_{width, height}, stride_(std::ptrdiff_t{3} * width) {
  if (width < 1 || height < 1) {
    throw Error(ErrorCode::input,
                fmt::format("picture size: expected at least 1x1, found {}x{}", width, height));
  }
  try {
    storage_ = std::make_unique_for_overwrite<std::uint8_t[]>(static_cast<std::size_t>(stride_) *
                                                              static_cast<std::size_t>(height));
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::input,
                fmt::format("picture of {}x{} pixels: not enough memory", width, height));
  }
  pixels_ = storage_.get();
}

Image Image::view(const std::uint8_t* pixels, int width, int height, std::ptrdiff_t stride) {
  if (pixels == nullptr || width < 1 || height < 1 || stride < std::ptrdiff_t{3} * width) {
    throw Error(
        ErrorCode::input,
        fmt::format("picture view: expected pixels, at least 1x1 and a stride of at least 3 "
                    "bytes a pixel, found {}, {}x{} and {}",
                    pixels == nullptr ? "null" : "pixels", width, height, stride));
  }
  Image image;
  image.pixels_ = pixels;
  image.size_ = {width, height};
  image.stride_ = stride;
  return image;
}

Image Image::from_bgr(const std::uint8_t* pixels, int width, int height, std::ptrdiff_t stride) {
  const Image source = view(pixels, width, height, stride);
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    const std::uint8_t* from = source.row(y);
    std::uint8_t* to = image.mutable_row(y);
    for (int x = 0; x < width; ++x, from += channels, to += channels) {
      to[0] = from[2];
      to[1] = from[1];
      to[2] = from[0];
    }
  }
  return image;
}

Image::Image(const Image& other)
    : pixels_(other.pixels_), size_(other.size_), stride_(other.stride_) {
  if (other.storage_ != nullptr) {
    const auto bytes = static_cast<std::size_t>(stride_) * static_cast<std::size_t>(size_.height);
    storage_ = std::make_unique_for_overwrite<std::uint8_t[]>(bytes);
    std::memcpy(storage_.get(), other.pixels_, bytes);
    pixels_ = storage_.get();
  }
}

Image::Image(Image&& other) noexcept
    : storage_(std::move(other.storage_)),
      pixels_(std::exchange(other.pixels_, nullptr)),
      size_(std::exchange(other.size_, {})),
      stride_(std::exchange(other.stride_, 0)) {}

Image& Image::operator=(Image other) noexcept {
  std::swap(storage_, other.storage_);
  std::swap(pixels_, other.pixels_);
  std::swap(size_, other.size_);
  std::swap(stride_, other.stride_);
  return *this;
}

std::uint8_t* Image::mutable_row(int y) {
  if (storage_ == nullptr) {
    throw Error(ErrorCode::input, "picture: expected owned pixels to write to, found a view");
  }
  return storage_.get() + y * stride_;
}

}  // namespace mien
