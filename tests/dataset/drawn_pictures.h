#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "mien/core/error.h"
#include "mien/core/image.h"

namespace mien::dataset {

/// A picture whose value of channel i at (x, y) is `value(x, y, i)`.
template <typename Value>
Image drawn(int width, int height, const Value& value) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int i = 0; i < 3; ++i)
        image.mutable_row(y)[3 * x + i] = static_cast<std::uint8_t>(value(x, y, i));
    }
  }
  return image;
}

/// Smooth and different in each channel and corner; `phase` makes others.
inline Image smooth(int width, int height, int phase = 0) {
  return drawn(width, height, [=](int x, int y, int i) {
    return std::lround(127 + 60 * std::sin(0.09 * x + i + phase) + 60 * std::cos(0.07 * y - i));
  });
}

/// One colour.
inline Image plain(int width, int height, int red, int green, int blue) {
  return drawn(width, height,
               [=](int, int, int i) { return i == 0 ? red : (i == 1 ? green : blue); });
}

inline int value(const Image& image, int x, int y, int channel = 0) {
  return image.row(y)[3 * x + channel];
}

/// Greatest difference of any value; 256 if the sizes differ.
inline int greatest_difference(const Image& a, const Image& b) {
  if (a.size() != b.size()) return 256;
  int greatest = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int i = 0; i < 3 * a.width(); ++i)
      greatest = std::max(greatest, std::abs(int{a.row(y)[i]} - int{b.row(y)[i]}));
  }
  return greatest;
}

/// The message of the Error that `call` throws with this code; fails the test if it does not.
template <typename Call>
std::string error_of(ErrorCode code, const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "expected an Error";
  return "";
}

}  // namespace mien::dataset
