#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace mien {

/// Width and height in pixels.
struct Size {
  int width = 0;
  int height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

/// A picture: RGB, 8 bits a channel, interleaved, upright, row 0 at the top.
///
/// Either owns its pixels (copying copies them) or views pixels that the caller keeps alive
/// (copying copies the view). Reading from several threads at once is safe.
class Image {
 public:
  static constexpr int channels = 3;

  /// An empty picture, 0 x 0.
  Image() = default;

  /// An owned picture with uninitialised pixels.
  /// @throws Error (ErrorCode::input) if a side is below 1 or the pixels cannot be allocated.
  Image(int width, int height);

  /// A view of `height` rows of `width` RGB pixels, `stride` bytes from row to row.
  /// @throws Error (ErrorCode::input) if `pixels` is null, a side is below 1, or `stride` is below
  /// 3 * width.
  static Image view(const std::uint8_t* pixels, int width, int height, std::ptrdiff_t stride);

  /// A copy of `height` rows of `width` BGR pixels, `stride` bytes from row to row, such as those
  /// of OpenCV: `Image::from_bgr(mat.data, mat.cols, mat.rows, mat.step)`.
  /// @throws Error (ErrorCode::input), as `view`
  static Image from_bgr(const std::uint8_t* pixels, int width, int height, std::ptrdiff_t stride);

  Image(const Image& other);
  Image(Image&& other) noexcept;
  Image& operator=(Image other) noexcept;
  ~Image() = default;

  [[nodiscard]] int width() const { return size_.width; }
  [[nodiscard]] int height() const { return size_.height; }
  [[nodiscard]] Size size() const { return size_; }
  [[nodiscard]] bool empty() const { return pixels_ == nullptr; }
  [[nodiscard]] bool owns_pixels() const { return storage_ != nullptr; }

  /// Bytes from one row to the next, at least 3 * width.
  [[nodiscard]] std::ptrdiff_t stride() const { return stride_; }

  /// First byte (red) of row `y`, 0 <= y < height (not checked).
  [[nodiscard]] const std::uint8_t* row(int y) const { return pixels_ + y * stride_; }

  /// First byte of row `y` of an owned picture, for writing.
  /// @throws Error (ErrorCode::input) if the picture is a view or empty.
  [[nodiscard]] std::uint8_t* mutable_row(int y);

 private:
  std::unique_ptr<std::uint8_t[]> storage_;
  const std::uint8_t* pixels_ = nullptr;
  Size size_;
  std::ptrdiff_t stride_ = 0;
};

}  // namespace mien
