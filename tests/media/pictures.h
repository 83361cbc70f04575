#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>
#include <string>
#include <vector>

#include "mien/core/error.h"
#include "mien/core/image.h"

namespace mien {

/// A smooth picture with some texture, in OpenCV's colour order.
inline cv::Mat make_picture(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      picture.at<cv::Vec3b>(y, x) = {static_cast<std::uint8_t>(255 - (x + 2 * y) % 256),
                                     static_cast<std::uint8_t>(5 * y % 256),
                                     static_cast<std::uint8_t>((3 * x + (x ^ y) % 16) % 256)};
    }
  }
  return picture;
}

/// Encodes with OpenCV; `extension` is such as ".jpg".
inline std::vector<std::byte> encode_with_opencv(const std::string& extension,
                                                 const cv::Mat& picture,
                                                 const std::vector<int>& parameters = {}) {
  std::vector<std::uint8_t> bytes;
  if (!cv::imencode(extension, picture, bytes, parameters)) {
    throw std::runtime_error("cannot encode " + extension);
  }
  const auto* first = reinterpret_cast<const std::byte*>(bytes.data());
  return {first, first + bytes.size()};
}

/// Decodes with OpenCV to its colour order, without any orientation.
inline cv::Mat decode_with_opencv(const std::vector<std::byte>& bytes) {
  return cv::imdecode(
      cv::Mat(1, static_cast<int>(bytes.size()), CV_8U, const_cast<std::byte*>(bytes.data())),
      cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
}

/// Greatest difference of any channel of any pixel between mien's picture and OpenCV's; 256 if the
/// sizes differ.
inline int greatest_difference(const Image& image, const cv::Mat& bgr) {
  if (image.width() != bgr.cols || image.height() != bgr.rows || bgr.type() != CV_8UC3) return 256;
  int greatest = 0;
  for (int y = 0; y < bgr.rows; ++y) {
    for (int i = 0; i < 3 * bgr.cols; ++i) {
      const int other = bgr.ptr(y)[i - i % 3 + 2 - i % 3];
      greatest = std::max(greatest, std::abs(int{image.row(y)[i]} - other));
    }
  }
  return greatest;
}

/// Greatest difference between two pictures of mien's; 256 if the sizes differ.
inline int greatest_difference(const Image& a, const Image& b) {
  if (a.size() != b.size()) return 256;
  int greatest = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int i = 0; i < 3 * a.width(); ++i) {
      greatest = std::max(greatest, std::abs(int{a.row(y)[i]} - int{b.row(y)[i]}));
    }
  }
  return greatest;
}

/// Message of the error that `call` throws, which must be of code input; "" if it throws none.
template <typename Call>
std::string input_error(Call call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::input);
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos);
    return error.what();
  }
  return "";
}

/// Lengths to cut data of `size` bytes to: every `step`-th, and each of the last 20.
inline std::vector<std::size_t> cuts(std::size_t size, std::size_t step) {
  std::vector<std::size_t> lengths;
  for (std::size_t length = 0; length < size; ++length) {
    if (length % step == 0 || length + 20 >= size) lengths.push_back(length);
  }
  return lengths;
}

/// Little- or big-endian numbers, put one after the other.
class ByteWriter {
 public:
  explicit ByteWriter(bool big_endian) : big_endian_(big_endian) {}

  ByteWriter& number(std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i) {
      const int place = big_endian_ ? count - 1 - i : i;
      bytes_.push_back(static_cast<std::byte>(value >> static_cast<unsigned>(8 * place) & 0xFFU));
    }
    return *this;
  }
  ByteWriter& text(std::string_view characters) {
    for (const char c : characters) bytes_.push_back(static_cast<std::byte>(c));
    return *this;
  }
  ByteWriter& bytes(const std::vector<std::byte>& more) {
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return *this;
  }
  [[nodiscard]] const std::vector<std::byte>& get() const { return bytes_; }

 private:
  bool big_endian_;
  std::vector<std::byte> bytes_;
};

/// An EXIF block (from its TIFF header on) with nothing but an orientation.
inline std::vector<std::byte> make_exif(std::uint32_t orientation, bool big_endian) {
  ByteWriter exif(big_endian);
  exif.text(big_endian ? "MM" : "II").number(42, 2).number(8, 4);
  exif.number(1, 2).number(274, 2).number(3, 2).number(1, 4);
  exif.number(orientation, 2).number(0, 2).number(0, 4);
  return exif.get();
}

/// The JPEG with an EXIF segment after its first marker.
inline std::vector<std::byte> with_exif(const std::vector<std::byte>& jpeg,
                                        const std::vector<std::byte>& exif) {
  ByteWriter result(true);
  result.bytes({jpeg.begin(), jpeg.begin() + 2}).number(0xFFE1, 2);
  result.number(static_cast<std::uint32_t>(exif.size() + 8), 2);
  result.text(std::string_view("Exif\0\0", 6)).bytes(exif).bytes({jpeg.begin() + 2, jpeg.end()});
  return result.get();
}

}  // namespace mien
